// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.io.IOException;

/**
 * The SSH connection to a guest failed. Callers look at the console first: a splat explains it, and
 * then the splat is what is reported.
 */
public final class ShellLost extends IOException {
  private static final long serialVersionUID = 1L;

  /** What was being tried, and what stood in its way. */
  public ShellLost(String what, Throwable cause) {
    super(what + ": " + cause.getMessage(), cause);
  }

  /** What was being tried. */
  public ShellLost(String what) {
    super(what);
  }
}
