// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.List;

/**
 * An outcome with its reason in the three parts that every message has.
 *
 * @param outcome how the run ended
 * @param reason one sentence: what failed, or what was proved
 * @param evidence the lines, symbols or hunks that show it; may be empty
 * @param advice what to do next; empty for a PASS
 */
public record Verdict(Outcome outcome, String reason, List<String> evidence, String advice) {
  public Verdict {
    evidence = List.copyOf(evidence);
  }

  /** Whether the patch may be merged as far as this run can tell. */
  public boolean passed() {
    return outcome == Outcome.PASS;
  }
}
