// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.record.Reach;
import dev.nosplat.record.Reach.Count;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What a gate says about the reach of its commits: each alone, and under those after it. */
final class ReachComparison {
  private ReachComparison() {}

  /** A sentence for each commit of which nothing ran, or nothing any more. */
  static List<String> notes(List<Step> steps) {
    List<String> notes = new ArrayList<>();
    Step end = steps.get(steps.size() - 1);
    Optional<Reach> whole = reach(end);
    if (whole.isEmpty()) {
      return notes;
    }
    // A run counts the base's own patches too, and they come first.
    int ofBase = end.runs().get(0).subject().patches().size() - end.number();
    TreeSet<Integer> patches = new TreeSet<>();
    whole.get().files().forEach(f -> f.lines().forEach(line -> patches.add(line.patch())));
    patches.removeIf(patch -> patch <= ofBase);
    for (int patch : patches) {
      Count last = whole.get().linesOf(patch);
      Count own =
          steps.stream()
              .filter(step -> step.number() == patch - ofBase)
              .findFirst()
              .flatMap(ReachComparison::reach)
              .map(reach -> reach.linesOf(patch))
              .orElse(last);
      if (last.code() > 0 && last.ran() == 0 && patches.size() > 1) {
        notes.add(
            own.ran() > 0
                ? "patch %d: %s of its lines ran when it came, and none with the whole series"
                    .formatted(patch - ofBase, own)
                : "patch %d: none of its %d changed lines of code ran, so nothing is said about it"
                    .formatted(patch - ofBase, last.code()));
      }
    }
    return notes;
  }

  private static Optional<Reach> reach(Step step) {
    return step.runs().stream()
        .map(RunRecord::reach)
        .flatMap(Optional::stream)
        .max(Comparator.comparingLong(reach -> reach.lines().ran()));
  }
}
