// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.SweepCells;
import dev.nosplat.record.Sweep.Call;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the kernel lets a scheduler call and no operation of a sweep calls.
 *
 * @param asked whether the kernel was asked, and answered to the end
 * @param notCovered by kind and name
 */
record Calls(boolean asked, List<Call> notCovered) {
  private static final String NAME = "[A-Za-z0-9_]{1,127}";

  /** Nothing was asked. */
  static final Calls UNKNOWN = new Calls(false, List.of());

  Calls {
    notCovered = List.copyOf(notCovered);
  }

  /**
   * What both say together.
   *
   * @param callable what {@link SweepCells#CALLABLE} printed
   * @param called the calls of the cells, a kind and a name on each line
   */
  static Calls of(String callable, String called) {
    Set<String> covered = Set.copyOf(called.lines().toList());
    SortedMap<String, Set<String>> open = new TreeMap<>();
    boolean end = false;
    for (String line : callable.lines().toList()) {
      String[] parts = line.split("\t", -1);
      end = parts[0].equals("asked");
      if (parts.length == 3 && kind(parts[1]).isPresent() && parts[2].matches(NAME)) {
        String call = parts[1] + " " + parts[2];
        if (!covered.contains(call) && parts[0].matches(NAME)) {
          open.computeIfAbsent(call, c -> new LinkedHashSet<>()).add(parts[0]);
        }
      }
    }
    if (!end) {
      return UNKNOWN;
    }
    List<Call> all = new ArrayList<>();
    open.forEach(
        (call, callbacks) -> {
          String[] parts = call.split(" ");
          all.add(new Call(kind(parts[0]).orElseThrow(), parts[1], List.copyOf(callbacks)));
        });
    return new Calls(true, all);
  }

  private static Optional<Call.Kind> kind(String word) {
    return List.of(Call.Kind.values()).stream()
        .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }
}
