// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.profile;

import dev.nosplat.splat.Family;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One detector of a profile.
 *
 * @param name what reports call it
 * @param symbols symbols that the booted kernel's own config must have
 * @param reports the reports that it is there for
 * @param canaries the bugs that prove it; one of them is drawn for each run
 */
public record Detector(
    String name, SortedSet<String> symbols, List<Family> reports, List<CanaryKind> canaries) {
  public Detector {
    // Sorted, for a plan's text has to be the same in every process: a bisection goes on by it.
    symbols = Collections.unmodifiableSortedSet(new TreeSet<>(symbols));
    reports = List.copyOf(reports);
    canaries = List.copyOf(canaries);
  }

  /** The canary that a word drawn at random chooses. */
  public CanaryKind draw(String word) {
    return canaries.get(Math.floorMod(word.hashCode(), canaries.size()));
  }
}
