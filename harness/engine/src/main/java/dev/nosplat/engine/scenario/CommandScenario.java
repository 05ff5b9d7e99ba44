// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfProgram;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * One command in the guest, and nothing beside it: no scheduler, no counters.
 *
 * @param name what the user calls it
 * @param words the command; no shell reads them
 * @param files what lies in its working directory
 * @param limit how long it may take on this very machine
 * @param detectors symbols that the booted kernel's own config must have
 * @param key names all of these
 */
record CommandScenario(
    String name,
    List<String> words,
    SortedMap<String, ScenarioFiles.Content> files,
    Duration limit,
    Set<String> detectors,
    String key)
    implements Scenario {
  CommandScenario {
    words = List.copyOf(words);
    detectors = Set.copyOf(detectors);
  }

  @Override
  public Workload workload(Optional<BpfProgram> program) {
    return new CommandWorkload(this);
  }
}
