// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.project.Matrix;
import dev.nosplat.record.CampaignPlan;
import dev.nosplat.record.CampaignRecord;
import dev.nosplat.record.CampaignRecord.State;
import dev.nosplat.record.CellResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A campaign's cells.
 *
 * @param matrix its description
 * @param cells its cells, in the order of the description; where two trees are the same at this
 *     time, two cells have one key
 * @param built the keys of those of its kernels that lie in the store
 */
public record Campaign(Matrix matrix, List<PlannedCell> cells, Set<String> built) {
  public Campaign {
    cells = List.copyOf(cells);
    built = Set.copyOf(built);
  }

  /**
   * What is still to be run, in the order in which it should be begun: the cells of a kernel one
   * after the other, those of built kernels first; within a kernel first every combination once;
   * and then what failed most often before, and what takes least.
   */
  public List<PlannedCell> waiting(CellResults results, History history) {
    CellResults.Listing there = results.listing();
    Set<String> seen = new HashSet<>(there.done());
    Map<String, List<PlannedCell>> groups = new HashMap<>();
    List<String> kernels = new ArrayList<>();
    for (PlannedCell each : cells) {
      if (seen.add(each.key()) && there.tries().getOrDefault(each.key(), 0) < matrix.tries()) {
        if (!groups.containsKey(each.kernel())) {
          kernels.add(each.kernel());
        }
        groups.computeIfAbsent(each.kernel(), k -> new ArrayList<>()).add(each);
      }
    }
    Comparator<PlannedCell> order = order(history);
    groups.values().forEach(group -> group.sort(order));
    kernels.sort(
        Comparator.comparing((String kernel) -> !built.contains(kernel))
            .thenComparing(kernel -> groups.getOrDefault(kernel, List.of()).get(0), order));
    return kernels.stream().flatMap(k -> groups.getOrDefault(k, List.of()).stream()).toList();
  }

  /** These of its cells as a document, for workers elsewhere. */
  public CampaignPlan plan(List<PlannedCell> chosen) {
    return new CampaignPlan(
        CampaignPlan.FORMAT,
        matrix.name(),
        chosen.stream()
            .map(
                each ->
                    new CampaignPlan.Entry(
                        each.key(), each.kernel(), !built.contains(each.kernel()), each.cell()))
            .toList());
  }

  private static Comparator<PlannedCell> order(History history) {
    return Comparator.comparingInt((PlannedCell each) -> each.cell().repeat())
        .thenComparing(each -> -history.failures(each.cell()).orElse(0))
        .thenComparing(each -> history.run(each.cell()).map(d -> d.toMillis()).orElse(0L));
  }

  /** Where every cell stands now. */
  public CampaignRecord record(CellResults results, Instant now) {
    CellResults.Listing there = results.listing();
    List<CampaignRecord.Entry> entries = new ArrayList<>();
    for (PlannedCell each : cells) {
      Optional<CellResult> verdict =
          there.done().contains(each.key()) ? results.verdict(each.key()) : Optional.empty();
      int tries = there.tries().getOrDefault(each.key(), 0);
      State state =
          verdict.isPresent()
              ? State.DONE
              : tries >= matrix.tries()
                  ? State.GIVEN_UP
                  : claimed(each.key(), results) ? State.RUNNING : State.WAITING;
      Optional<CellResult> shown = state == State.GIVEN_UP ? results.latest(each.key()) : verdict;
      entries.add(new CampaignRecord.Entry(each.key(), each.cell(), state, tries, shown));
    }
    return new CampaignRecord(CampaignRecord.FORMAT, matrix.name(), now, entries);
  }

  private static boolean claimed(String key, CellResults results) {
    Optional<FileLock> free = results.claim(key);
    free.ifPresent(FileLock::close);
    return free.isEmpty();
  }
}
