// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.verdict;

import dev.nosplat.engine.machine.MachineState;
import dev.nosplat.record.Evidence;
import dev.nosplat.splat.Splat;
import java.util.List;
import java.util.Map;

/**
 * What a run found, as far as a verdict needs it.
 *
 * @param splats every splat but the canary's, in console order
 * @param during what was going on at a splat, by its line; absent or empty where nothing is known
 * @param accepted those of them that the baseline accepts
 * @param evidence what had to hold
 * @param state the machine's state at the end
 * @param stateReason why it is in that state
 * @param ejection what the kernel said when it ejected the scheduler; empty when it did not
 * @param failures the kernel's own tests that failed, each with what it said; or the exit status of
 *     a command that failed, and its last lines
 * @param trouble why the scenario was not carried through; empty when it was
 * @param troubleEvidence the lines that show it
 * @param consoleTail the console's last lines
 * @param hostStarved whether the host kept a virtual CPU waiting, so that what a clock triggers
 *     proves nothing; true where nobody knows
 */
public record Findings(
    List<Splat> splats,
    Map<Long, String> during,
    List<Splat> accepted,
    Evidence evidence,
    MachineState state,
    String stateReason,
    String ejection,
    List<String> failures,
    String trouble,
    List<String> troubleEvidence,
    List<String> consoleTail,
    boolean hostStarved) {
  public Findings {
    splats = List.copyOf(splats);
    during = Map.copyOf(during);
    failures = List.copyOf(failures);
    accepted = List.copyOf(accepted);
    troubleEvidence = List.copyOf(troubleEvidence);
    consoleTail = List.copyOf(consoleTail);
  }
}
