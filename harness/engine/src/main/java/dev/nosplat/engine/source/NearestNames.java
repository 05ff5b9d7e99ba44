// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import com.github.difflib.DiffUtils;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What somebody who mistyped a name may have meant. */
public final class NearestNames {
  private static final int SHOWN = 5;
  private static final int TOO_LONG = 80;

  private NearestNames() {}

  /** One line that lists the nearest names, or says that there are none. */
  static List<String> evidence(String wanted, List<String> names) {
    if (names.isEmpty()) {
      return List.of("it has no branches and no tags");
    }
    return List.of("the nearest names are " + String.join(", ", of(wanted, names)));
  }

  /** The nearest names, nearest first. */
  public static List<String> of(String wanted, List<String> names) {
    record Scored(String name, int distance) {}
    List<Scored> scored = new ArrayList<>();
    for (String name : names) {
      if (name.length() <= TOO_LONG) {
        scored.add(new Scored(name, distance(wanted, name)));
      }
    }
    return scored.stream()
        .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name))
        .limit(SHOWN)
        .map(Scored::name)
        .toList();
  }

  /** Letters to put in and to take out, case ignored. */
  public static int distance(String a, String b) {
    return DiffUtils.diff(letters(a), letters(b)).getDeltas().stream()
        .mapToInt(d -> d.getSource().size() + d.getTarget().size())
        .sum();
  }

  private static List<Integer> letters(String text) {
    return text.toLowerCase(Locale.ROOT).chars().boxed().toList();
  }
}
