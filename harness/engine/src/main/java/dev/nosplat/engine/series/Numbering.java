// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which of a series' patches are there.
 *
 * @param seen the numbers n of their subjects' {@code n/m}
 * @param total m, or 0 where no subject says one or they disagree
 */
public record Numbering(Set<Integer> seen, int total) {
  /** No patch says its number. */
  public static final Numbering NONE = new Numbering(Set.of(), 0);

  public Numbering {
    seen = Set.copyOf(seen);
  }

  /** One patch of so many. */
  public static Numbering of(int number, int total) {
    return number > 0 && total > 1 ? new Numbering(Set.of(number), total) : NONE;
  }

  /** Both; nothing is known where they are of different series. */
  Numbering and(Numbering other) {
    if (seen.isEmpty() || other.seen.isEmpty()) {
      return seen.isEmpty() ? other : this;
    }
    if (total != other.total) {
      return new Numbering(Set.of(0), 0);
    }
    Set<Integer> both = new TreeSet<>(seen);
    both.addAll(other.seen);
    return new Numbering(both, total);
  }

  /** The numbers that are not there, in order. */
  public List<Integer> missing() {
    List<Integer> missing = new ArrayList<>();
    for (int n = 1; n <= total; n++) {
      if (!seen.contains(n)) {
        missing.add(n);
      }
    }
    return missing;
  }
}
