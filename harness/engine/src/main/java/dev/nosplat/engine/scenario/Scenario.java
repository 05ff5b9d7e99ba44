// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.problem.BadInput;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A scheduler, a workload and the evidence that they must produce.
 *
 * @param name what the user calls it
 * @param program the BPF program that is the scheduler, by its source's name
 * @param ops the name that the kernel shows while it is enabled
 * @param mode what {@code churn} does
 * @param deletes how many deletes an armed lockdep must have watched
 * @param limit how long the churn may go on, on hardware
 * @param detectors symbols that the booted kernel's own config must have
 */
public record Scenario(
    String name,
    String program,
    String ops,
    String mode,
    long deletes,
    Duration limit,
    Set<String> detectors) {
  private static final Set<String> LOCKDEP =
      Set.of("CONFIG_PROVE_LOCKING", "CONFIG_PROVE_RAW_LOCK_NESTING", "CONFIG_DEBUG_ATOMIC_SLEEP");

  private static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "exit_task_delete",
              "exit_task_delete",
              "exit_task_delete",
              "mixed",
              5000,
              Duration.ofSeconds(20),
              LOCKDEP));

  public Scenario {
    detectors = Set.copyOf(detectors);
  }

  /**
   * The scenario of that name.
   *
   * @throws BadInput if there is none
   */
  public static Scenario named(String name) {
    return ALL.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "there is no scenario " + name,
                    ALL.stream().map(Scenario::name).toList(),
                    "give one of these names"));
  }
}
