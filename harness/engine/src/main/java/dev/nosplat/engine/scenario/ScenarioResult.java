// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.record.Evidence;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.Sweep;
import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
 * @param counters what each guest printed of its counters (vm-images/counters.sh); empty where the
 *     kernel has none or they could not be read
 * @param sweep what the kernel answered to a sweep
 * @param rest what is left of the scenario and needs a fresh machine; empty where this was all
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
    List<String> counters,
    Optional<Sweep> sweep,
    Optional<Scenario> rest) {
  private static final Set<Requirement.Kind> THROUGHOUT =
      Set.of(Requirement.Kind.DETECTORS, Requirement.Kind.CONSOLE, Requirement.Kind.KERNEL_LOG);

  private static final String EARLIER = "on an earlier machine: ";

  public ScenarioResult {
    splats = List.copyOf(splats);
    during = Map.copyOf(during);
    counts = Map.copyOf(counts);
    troubleEvidence = List.copyOf(troubleEvidence);
    failures = List.copyOf(failures);
    counters = List.copyOf(counters);
  }

  /**
   * All that came of a scenario whose rest this is.
   *
   * @param earlier what came of it on the machines before this one
   */
  public ScenarioResult after(ScenarioResult earlier) {
    Map<Long, String> allDuring = new HashMap<>(earlier.during);
    allDuring.putAll(during);
    return new ScenarioResult(
        joined(earlier.splats, splats),
        allDuring,
        evidenceAfter(earlier.evidence),
        earlier.trouble.isEmpty() ? trouble : earlier.trouble,
        earlier.trouble.isEmpty() ? troubleEvidence : earlier.troubleEvidence,
        earlier.ejection.isEmpty() ? ejection : earlier.ejection,
        joined(earlier.failures, failures),
        canary,
        account,
        counts,
        joined(earlier.counters, counters),
        sweep,
        rest);
  }

  /**
   * The same, carried no further.
   *
   * @param what why there was no other machine
   */
  public ScenarioResult stopped(String what, List<String> shown) {
    return new ScenarioResult(
        splats,
        during,
        evidence,
        trouble.isEmpty() ? what : trouble,
        trouble.isEmpty() ? shown : troubleEvidence,
        ejection,
        failures,
        canary,
        account,
        counts,
        counters,
        sweep,
        Optional.empty());
  }

  /**
   * This machine's rows, but for those that an earlier one already left unmet. What only says that
   * an earlier machine ended with a report is left out: the report says that.
   */
  private Evidence evidenceAfter(Evidence earlier) {
    return new Evidence(
        evidence.requirements().stream()
            .map(
                row ->
                    earlier.unmet().stream()
                        .filter(each -> holdsThroughout(each) && each.name().equals(row.name()))
                        .map(ScenarioResult::earlier)
                        .findFirst()
                        .orElse(row))
            .toList());
  }

  private static boolean holdsThroughout(Requirement row) {
    return THROUGHOUT.contains(row.kind()) || row.name().equals(Gathering.ARMED_BEFORE);
  }

  private static Requirement earlier(Requirement row) {
    return row.observed().startsWith(EARLIER)
        ? row
        : new Requirement(
            row.kind(), row.name(), row.expected(), EARLIER + row.observed(), row.met());
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
