// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.problem.BuildFailed;
import java.util.List;

/**
 * The form of what {@code make kernelrelease} says: a tree writes it, and every report shows it.
 */
final class KernelRelease {
  /** The most bytes: the kernel's own Makefile allows no more (7.3: uts_len). */
  static final int MOST = 64;

  private KernelRelease() {}

  /** Whether a release is one. */
  static boolean isOne(String text) {
    return text.matches("[A-Za-z0-9][A-Za-z0-9._+~-]{0," + (MOST - 1) + "}");
  }

  /**
   * The same release.
   *
   * @throws BuildFailed if it is none
   */
  static String checked(String text) {
    if (!isOne(text)) {
      throw new BuildFailed(
          "The kernel's release has not the form of one",
          List.of("include/config/kernel.release begins with " + quoted(text)),
          "A release has at most "
              + MOST
              + " characters out of A-Z, a-z, 0-9 and ._+~-; see what in the tree's Makefile makes"
              + " it up");
    }
    return text;
  }

  private static String quoted(String text) {
    return '"' + text.substring(0, Math.min(MOST, text.length())).replaceAll("[^ -~]", "?") + '"';
  }
}
