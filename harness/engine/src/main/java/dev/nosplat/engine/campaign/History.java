// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import dev.nosplat.record.CellResult;
import dev.nosplat.record.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What earlier cells say of those to come: how long they take, and how often they fail. Of a
 * combination that never ran it is what its scenario did elsewhere.
 */
public final class History {
  /** What takes less is no build but a look into the store. */
  private static final long LEAST_BUILD_MILLIS = 20_000;

  private final Map<String, List<Long>> millis = new HashMap<>();
  private final Map<String, int[]> failures = new HashMap<>();
  private long slowestBuild;

  /** Learns from verdicts. */
  public History(List<CellResult> results) {
    for (CellResult each : results) {
      CellResult.Cell cell = each.cell();
      boolean failed = each.verdict().outcome().severity() == Outcome.Severity.BAD;
      slowestBuild = Math.max(slowestBuild, each.buildMillis());
      for (String name : names(cell)) {
        millis
            .computeIfAbsent(name, n -> new ArrayList<>())
            .add(each.durationMillis() - each.buildMillis());
        int[] counts = failures.computeIfAbsent(name, n -> new int[2]);
        counts[0] += failed ? 1 : 0;
        counts[1]++;
      }
    }
    millis.values().forEach(list -> list.sort(Long::compare));
  }

  /** From the nearest to the most general. */
  private static List<String> names(CellResult.Cell cell) {
    return List.of(
        String.join("\n", cell.scenario(), cell.profile(), cell.machine()),
        String.join("\n", cell.scenario(), cell.profile()),
        cell.scenario());
  }

  /** How long such a cell takes once its kernel is built: the median; empty if nobody knows. */
  public Optional<Duration> run(CellResult.Cell cell) {
    return names(cell).stream()
        .filter(millis::containsKey)
        .findFirst()
        .map(millis::get)
        .map(sorted -> Duration.ofMillis(sorted.get(sorted.size() / 2)));
  }

  /** How long a kernel takes to build: the slowest that is known; empty if none was built. */
  public Optional<Duration> build() {
    return slowestBuild < LEAST_BUILD_MILLIS
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(slowestBuild));
  }

  /** The share of such cells that failed; empty if none ever ran. */
  OptionalDouble failures(CellResult.Cell cell) {
    return names(cell).stream()
        .filter(failures::containsKey)
        .map(failures::get)
        .mapToDouble(counts -> (double) counts[0] / counts[1])
        .findFirst();
  }
}
