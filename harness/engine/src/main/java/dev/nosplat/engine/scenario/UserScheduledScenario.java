// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.guest.BpfPrograms;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Tasks that come and go under a scheduler of the user's.
 *
 * @param name what the user calls it
 * @param source the scheduler
 * @param mode what {@code churn} does
 * @param tasks how many have to come and go
 * @param limit how long half of them may take, on hardware
 * @param leftOut rows of evidence that only the scenario's own scheduler could give
 * @param detectors symbols that the booted kernel's own config must have
 * @param needs what it asks of kernel and machine
 * @param key names all of these
 */
record UserScheduledScenario(
    String name,
    BpfPrograms.Source source,
    String mode,
    long tasks,
    Duration limit,
    List<String> leftOut,
    Set<String> detectors,
    ScenarioNeeds needs,
    String key)
    implements Scenario {
  UserScheduledScenario {
    leftOut = List.copyOf(leftOut);
    detectors = Set.copyOf(detectors);
  }

  @Override
  public List<BpfPrograms.Source> programs() {
    return List.of(source);
  }

  @Override
  public Workload workload(List<BpfProgram> programs) {
    return new UserSchedulerWorkload(this, programs.get(0));
  }
}
