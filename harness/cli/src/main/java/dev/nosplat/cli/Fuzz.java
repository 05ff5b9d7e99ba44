// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.problem.BadInput;
import java.util.List;

/** The number behind {@code --fuzz}. */
final class Fuzz {
  private Fuzz() {}

  /** The number, if patches have so many lines of context to ignore. */
  static int checked(int lines) {
    if (lines < 0 || lines > 2) {
      throw new BadInput(
          "--fuzz takes 0, 1 or 2.",
          List.of("a hunk has three lines of context; without any its place cannot be checked"),
          "Rebase the patch, or give one of these.");
    }
    return lines;
  }
}
