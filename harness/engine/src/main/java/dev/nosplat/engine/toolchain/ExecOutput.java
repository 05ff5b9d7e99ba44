// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

/** Told each line that a command in a container prints, as it prints it. */
@FunctionalInterface
public interface ExecOutput {
  /**
   * One line, without its line break.
   *
   * @param line the text, decoded as UTF-8
   * @param error whether it was printed on standard error
   */
  void line(String line, boolean error);
}
