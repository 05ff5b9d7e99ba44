// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.problem.BadInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A scheduler, a workload and the evidence that they must produce.
 *
 * @param name what the user calls it
 * @param ops the scheduler: the name of its BPF program, of its {@code struct sched_ext_ops}, and
 *     what the kernel shows while it is enabled
 * @param file the program's source where it is the user's own
 * @param mode what {@code churn} does
 * @param deletes how many deletes an armed lockdep must have watched
 * @param limit how long the churn may go on, on hardware
 * @param detectors symbols that the booted kernel's own config must have
 */
public record Scenario(
    String name,
    String ops,
    Optional<Path> file,
    String mode,
    long deletes,
    Duration limit,
    Set<String> detectors) {
  private static final String SUFFIX = ".bpf.c";
  private static final Set<String> LOCKDEP =
      Set.of("CONFIG_PROVE_LOCKING", "CONFIG_PROVE_RAW_LOCK_NESTING", "CONFIG_DEBUG_ATOMIC_SLEEP");

  private static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "exit_task_delete",
              "exit_task_delete",
              Optional.empty(),
              "mixed",
              5000,
              Duration.ofSeconds(20),
              LOCKDEP));

  public Scenario {
    detectors = Set.copyOf(detectors);
  }

  /**
   * The scenario of that name; or the default one with a scheduler of the user's own, where a path
   * that ends in {@code .bpf.c} is given. Such a program includes {@code nosplat.bpf.h}, keeps its
   * counters, and names its {@code struct sched_ext_ops} like the file.
   *
   * @param directory what a relative path is relative to
   * @throws BadInput if there is no such scenario
   */
  public static Scenario of(String nameOrFile, Path directory) {
    if (nameOrFile.endsWith(SUFFIX)) {
      Path file = directory.resolve(nameOrFile);
      String name = file.getFileName().toString();
      return ALL.get(0).with(name.substring(0, name.length() - SUFFIX.length()), file);
    }
    return ALL.stream()
        .filter(s -> s.name().equals(nameOrFile))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "there is no scenario " + nameOrFile,
                    ALL.stream().map(Scenario::name).toList(),
                    "give one of these names, or the path of a scheduler's .bpf.c"));
  }

  private Scenario with(String otherOps, Path otherFile) {
    return new Scenario(name, otherOps, Optional.of(otherFile), mode, deletes, limit, detectors);
  }
}
