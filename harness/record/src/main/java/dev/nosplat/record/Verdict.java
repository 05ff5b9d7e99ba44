// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.List;

/**
 * An outcome with its cause, and its reason in the three parts that every message has.
 *
 * @param outcome how the run ended
 * @param cause why, for programs: its name never changes
 * @param reason one sentence: what failed, or what was proved
 * @param evidence the lines, symbols or hunks that show it; may be empty
 * @param advice what to do next; empty for a PASS
 */
public record Verdict(
    Outcome outcome, Cause cause, String reason, List<String> evidence, String advice) {
  public Verdict {
    evidence = List.copyOf(evidence);
  }

  /** Whether the patch may be merged as far as this run can tell. */
  public boolean passed() {
    return outcome == Outcome.PASS;
  }

  /** Whether the guest stopped answering; only its base tells whose fault that is. */
  public boolean inconclusiveHang() {
    return outcome == Outcome.INCONCLUSIVE && cause == Cause.HANG;
  }

  /** The same decision in other words. */
  public Verdict because(String otherReason) {
    return new Verdict(outcome, cause, otherReason, evidence, advice);
  }
}
