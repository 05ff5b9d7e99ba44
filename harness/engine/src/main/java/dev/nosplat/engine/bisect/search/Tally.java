// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the runs of one commit said.
 *
 * @param counts how many runs gave each reading
 */
public record Tally(Map<Reading, Integer> counts) {
  /** No run yet. */
  static final Tally NONE = new Tally(Map.of());

  public Tally {
    counts = Map.copyOf(counts);
  }

  /** Runs with this reading. */
  public int of(Reading reading) {
    return counts.getOrDefault(reading, 0);
  }

  /** Runs that answered the question. */
  public int decisive() {
    return of(Reading.SHOWN) + of(Reading.CLEAN);
  }

  /** All runs. */
  public int runs() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Whether further runs are pointless: each kind of skip has a number of attempts, and every run
   * that did answer buys the commit two more.
   */
  public boolean blocked() {
    return counts.entrySet().stream()
        .filter(each -> !each.getKey().decisive())
        .anyMatch(each -> each.getValue() >= each.getKey().attempts() + 2 * decisive());
  }

  Tally with(Reading reading) {
    Map<Reading, Integer> more = new EnumMap<>(Reading.class);
    more.putAll(counts);
    more.merge(reading, 1, Integer::sum);
    return new Tally(more);
  }
}
