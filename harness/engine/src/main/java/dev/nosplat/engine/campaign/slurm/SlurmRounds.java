// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.slurm;

import dev.nosplat.engine.campaign.Campaign;
import dev.nosplat.engine.campaign.History;
import dev.nosplat.engine.campaign.PlannedCell;
import dev.nosplat.engine.check.CheckPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Divides cells into array jobs, which are to run one after the other, so that the bound on tasks
 * at once holds for all of them: first one cell of every kernel that is still to be built and the
 * cells of kernels that are there; then the others, which find their kernels in the store.
 */
final class SlurmRounds {
  /**
   * What a cell needs beside its guest's memory: the limit of the machine's container is 1,536 MiB
   * above it, and the worker is a JVM.
   */
  private static final int BESIDE_MIB = 2560;

  /** The limit of a build's container is 8 GiB; half of that is what few cores use at once. */
  private static final int BUILD_MIB = 4096;

  /** A host under load takes longer than the median. */
  private static final int PATIENCE = 4;

  private static final Duration LEAST = Duration.ofMinutes(20);

  private final History history;
  private final Set<String> built;

  /**
   * Rounds.
   *
   * @param history how long cells and builds take
   * @param built keys of kernels that need no build
   */
  SlurmRounds(History history, Set<String> built) {
    this.history = history;
    this.built = Set.copyOf(built);
  }

  /**
   * The array jobs.
   *
   * @param cells the cells, in the order in which they should be begun
   * @param not the nodes on which a cell has failed by us
   * @param most how many tasks one array may have
   */
  List<SlurmArray> arrays(
      List<PlannedCell> cells, Function<PlannedCell, Set<String>> not, int most) {
    List<PlannedCell> builds = new ArrayList<>();
    List<PlannedCell> ready = new ArrayList<>();
    List<PlannedCell> later = new ArrayList<>();
    Set<String> begun = new HashSet<>();
    for (PlannedCell each : cells) {
      if (built.contains(each.kernel())) {
        ready.add(each);
      } else {
        (begun.add(each.kernel()) ? builds : later).add(each);
      }
    }
    List<SlurmArray> arrays = new ArrayList<>();
    divide(builds, true, not, most, arrays);
    divide(ready, false, not, most, arrays);
    divide(later, false, not, most, arrays);
    return arrays;
  }

  private void divide(
      List<PlannedCell> cells,
      boolean build,
      Function<PlannedCell, Set<String>> not,
      int most,
      List<SlurmArray> arrays) {
    Map<SlurmArray.Needs, List<PlannedCell>> groups = new LinkedHashMap<>();
    for (PlannedCell each : cells) {
      groups.computeIfAbsent(needs(each, build, not.apply(each)), n -> new ArrayList<>()).add(each);
    }
    groups.forEach(
        (needs, group) -> {
          for (int from = 0; from < group.size(); from += most) {
            arrays.add(
                new SlurmArray(group.subList(from, Math.min(group.size(), from + most)), needs));
          }
        });
  }

  private SlurmArray.Needs needs(PlannedCell cell, boolean build, Set<String> not) {
    CheckPlan.Shape shape = cell.plan().shape();
    int memory = shape.memoryMiB() + BESIDE_MIB;
    Optional<Duration> run = history.run(cell.cell());
    Optional<Duration> whole = build ? run.flatMap(d -> history.build().map(d::plus)) : run;
    return new SlurmArray.Needs(
        shape.cpus(),
        build ? Math.max(memory, BUILD_MIB) : memory,
        whole.map(SlurmRounds::limit),
        not);
  }

  /** In powers of two of the least, so that cells that take about as long share an array. */
  private static long limit(Duration usual) {
    Duration limit = LEAST;
    while (limit.compareTo(usual.multipliedBy(PATIENCE)) < 0) {
      limit = limit.multipliedBy(2);
    }
    return limit.toMinutes();
  }

  /** Those of a campaign's kernels that need no build, as far as is known now. */
  static Set<String> built(Campaign campaign, Set<String> done) {
    Set<String> built = new HashSet<>(campaign.built());
    campaign.cells().stream()
        .filter(each -> done.contains(each.key()))
        .map(PlannedCell::kernel)
        .forEach(built::add);
    return built;
  }
}
