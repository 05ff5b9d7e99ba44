// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.guest.BpfPrograms;
import dev.nosplat.splat.Family;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * A command in the guest, under BPF programs or none, and the numbers that it has to reach.
 *
 * @param name what the user calls it
 * @param words the command; no shell reads them
 * @param files what lies in its working directory
 * @param limit how long it may take on this very machine
 * @param programs the BPF programs that are loaded while it runs
 * @param loaded the one of them that is a scheduler
 * @param evidence the numbers
 * @param leftOut numbers that only a scheduler which a user's one replaces would have counted
 * @param expected families of reports that it asks the kernel for
 * @param detectors symbols that the booted kernel's own config must have
 * @param needs what it asks of kernel and machine
 * @param key names all of these
 */
record CommandScenario(
    String name,
    List<String> words,
    SortedMap<String, ScenarioFiles.Content> files,
    Duration limit,
    List<BpfPrograms.Source> programs,
    Optional<LoadedScheduler> loaded,
    List<EvidenceRow> evidence,
    List<String> leftOut,
    Set<Family> expected,
    Set<String> detectors,
    ScenarioNeeds needs,
    String key)
    implements Scenario {
  CommandScenario {
    words = List.copyOf(words);
    programs = List.copyOf(programs);
    evidence = List.copyOf(evidence);
    leftOut = List.copyOf(leftOut);
    expected = Set.copyOf(expected);
    detectors = Set.copyOf(detectors);
  }

  @Override
  public Optional<String> scheduler() {
    return loaded.flatMap(LoadedScheduler::ops);
  }

  @Override
  public Workload workload(List<BpfProgram> loaded) {
    return new CommandWorkload(this, loaded);
  }
}
