// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;

/** Reads what only some families print. */
@FunctionalInterface
interface DetailsReader {
  DetailsReader NONE = (lines, headline, stacks) -> new Details.None();

  /**
   * What the report says beyond head, frames and text.
   *
   * @param lines the report
   * @param headline the index of the line that says what happened
   * @param stacks all stacks of the report
   */
  Details read(List<ConsoleLine> lines, int headline, List<Stack> stacks);
}
