// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.record.Evidence;
import dev.nosplat.splat.Splat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a scenario left behind.
 *
 * @param splats the kernel's own reports but the canary's and those that the scenario asked for, in
 *     console order
 * @param during what was going on at each of them, by its line; empty where there is nothing to add
 * @param evidence what had to hold, and whether it did
 * @param trouble why the scenario could not be carried through, in the words of what failed; empty
 *     when it was
 * @param troubleEvidence the lines that show it: the verifier's log, an SSH error
 * @param ejection what the kernel said when it ejected the scheduler; empty when it did not
 * @param failures the kernel's own tests that failed, each with what it said; or the exit status of
 *     a command that failed, and its last lines
 * @param canary the canary's splat, if it was seen where it must be
 * @param account what was done, in a few words with numbers
 * @param counts the numbers by name
 * @param counters what the guest printed of its counters (vm-images/counters.sh); empty where the
 *     kernel has none or they could not be read
 */
public record ScenarioResult(
    List<Splat> splats,
    Map<Long, String> during,
    Evidence evidence,
    String trouble,
    List<String> troubleEvidence,
    String ejection,
    List<String> failures,
    Optional<Splat> canary,
    String account,
    Map<String, Long> counts,
    String counters) {
  public ScenarioResult {
    splats = List.copyOf(splats);
    during = Map.copyOf(during);
    counts = Map.copyOf(counts);
    troubleEvidence = List.copyOf(troubleEvidence);
    failures = List.copyOf(failures);
  }
}
