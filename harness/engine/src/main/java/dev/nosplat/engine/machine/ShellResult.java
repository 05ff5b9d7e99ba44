// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

/**
 * What a command in the guest did.
 *
 * @param exitCode its exit code; 124 when its time limit ended it
 * @param out standard output
 * @param err standard error
 */
public record ShellResult(int exitCode, String out, String err) {
  /** The exit code of {@code timeout} when it had to end its command. */
  public static final int TIMED_OUT = 124;

  /** Whether the command said that it succeeded. */
  public boolean ok() {
    return exitCode == 0;
  }
}
