// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Every operation in every callback that the kernel under test has, one scheduler each.
 *
 * @param name what the user calls it
 * @param files the cell's source, its headers and the operations, by path
 * @param callbacks the callbacks; all that the kernel has where it is empty
 * @param tasks how many tasks come and go under each cell
 * @param limit how long all of it may take, on hardware
 * @param detectors symbols that the booted kernel's own config must have
 * @param needs what it asks of kernel and machine
 * @param key names all of these
 * @param earlier what came of it on the machines before
 */
record SweepScenario(
    String name,
    SortedMap<String, byte[]> files,
    List<String> callbacks,
    long tasks,
    Duration limit,
    Set<String> detectors,
    ScenarioNeeds needs,
    String key,
    Swept earlier)
    implements Scenario {
  SweepScenario {
    callbacks = List.copyOf(callbacks);
    detectors = Set.copyOf(detectors);
  }

  @Override
  public Map<String, Path> built(Builds builds) throws InterruptedException {
    return builds.cells(files, callbacks);
  }

  @Override
  public Workload workload(List<BpfProgram> programs) {
    return new SweepWorkload(tasks, limit, earlier, this::from);
  }

  private Scenario from(Swept swept) {
    return new SweepScenario(name, files, callbacks, tasks, limit, detectors, needs, key, swept);
  }
}
