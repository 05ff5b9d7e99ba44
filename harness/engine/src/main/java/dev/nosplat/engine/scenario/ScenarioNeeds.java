// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a scenario asks of the kernel and of the machine.
 *
 * @param fragments config fragments beside the default ones
 * @param cpus virtual CPUs at least
 * @param memoryMiB guest memory at least
 * @param root the only root that it runs on; empty if any will do
 */
public record ScenarioNeeds(List<String> fragments, int cpus, int memoryMiB, Optional<Root> root) {
  /** Nothing beside what every run has. */
  static final ScenarioNeeds NONE = new ScenarioNeeds(List.of(), 1, 1, Optional.empty());

  public ScenarioNeeds {
    fragments = List.copyOf(fragments);
  }

  /** The options without which a machine of this shape will not do; empty if it does. */
  public List<String> missing(int givenCpus, int givenMemoryMiB, Root givenRoot) {
    List<String> options = new ArrayList<>();
    if (givenCpus < cpus) {
      options.add("--cpus " + cpus);
    }
    if (givenMemoryMiB < memoryMiB) {
      options.add("--memory " + memoryMiB);
    }
    root.filter(wanted -> wanted != givenRoot)
        .ifPresent(wanted -> options.add("--root " + wanted.label()));
    return options;
  }
}
