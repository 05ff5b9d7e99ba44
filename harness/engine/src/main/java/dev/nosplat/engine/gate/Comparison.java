// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.record.Finding;
import dev.nosplat.record.Finding.Standing;
import dev.nosplat.record.Rate;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Bug;
import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Puts the bugs of two sides beside each other. */
final class Comparison {
  private final Predicate<Splat> known;

  /** Compares, with the splats that {@code known} accepts set apart. */
  Comparison(Predicate<Splat> known) {
    this.known = known;
  }

  /** Every bug that either side shows: those of the patched side first, in order of appearance. */
  List<Finding> findings(List<RunRecord> base, List<RunRecord> patched) {
    List<Splat> bugs = new ArrayList<>();
    for (List<RunRecord> side : List.of(patched, base)) {
      for (RunRecord run : side) {
        for (Splat splat : run.splats()) {
          if (!splat.userspace() && bugs.stream().noneMatch(b -> Bug.same(b, splat))) {
            bugs.add(splat);
          }
        }
      }
    }
    return bugs.stream()
        .map(
            bug -> {
              Rate before = rate(base, bug);
              Rate after = rate(patched, bug);
              return new Finding(bug, standing(bug, before, after), before, after);
            })
        .toList();
  }

  private Standing standing(Splat bug, Rate base, Rate patched) {
    if (known.test(bug)) {
      return Standing.KNOWN;
    }
    if (base.seen() > 0) {
      return patched.seen() == 0 && patched.runs() > 0 ? Standing.GONE : Standing.PRE_EXISTING;
    }
    return base.runs() > 0 ? Standing.NEW : Standing.UNDECIDED;
  }

  private static Rate rate(List<RunRecord> runs, Splat bug) {
    int seen = (int) runs.stream().filter(r -> Detectability.shows(r, bug)).count();
    int could = (int) runs.stream().filter(r -> Detectability.couldShow(r, bug)).count();
    return new Rate(seen, could);
  }
}
