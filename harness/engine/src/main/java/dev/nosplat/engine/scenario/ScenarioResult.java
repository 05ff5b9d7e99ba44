// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.record.Evidence;
import dev.nosplat.splat.Splat;
import java.util.List;
import java.util.Optional;

/**
 * What a scenario left behind.
 *
 * @param splats the kernel's own reports but the canary's, in console order
 * @param evidence what had to hold, and whether it did
 * @param trouble why the scenario could not be carried through, in the words of what failed; empty
 *     when it was
 * @param troubleEvidence the lines that show it: the verifier's log, an SSH error
 * @param ejection what the kernel said when it ejected the scheduler; empty when it did not
 * @param canary the canary's splat, if it was seen where it must be
 * @param tasks tasks that the workload made and saw die
 * @param churnMillis how long the workload ran
 */
public record ScenarioResult(
    List<Splat> splats,
    Evidence evidence,
    String trouble,
    List<String> troubleEvidence,
    String ejection,
    Optional<Splat> canary,
    long tasks,
    long churnMillis) {
  public ScenarioResult {
    splats = List.copyOf(splats);
    troubleEvidence = List.copyOf(troubleEvidence);
  }
}
