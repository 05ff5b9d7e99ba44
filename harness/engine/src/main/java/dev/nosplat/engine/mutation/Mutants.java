// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.mutation;

import dev.nosplat.record.Reach;
import dev.nosplat.record.Reach.ChangedFile;
import dev.nosplat.record.Reach.Line;
import dev.nosplat.record.Reach.State;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The places where standard faults can be planted beside the lines of a series that ran. */
public final class Mutants {
  private Mutants() {}

  /**
   * All of them, each kind in its turn, so that the first few differ most.
   *
   * @param reach what ran of the series
   * @param texts the lines of the changed files, by path; a file that is not there has no places
   */
  public static List<Mutant> of(Reach reach, Map<String, List<String>> texts) {
    Map<StandardFault, List<Mutant>> byFault = new EnumMap<>(StandardFault.class);
    for (StandardFault fault : StandardFault.values()) {
      byFault.put(fault, new ArrayList<>());
    }
    for (ChangedFile file : reach.in(Reach.Place.COMPILED)) {
      List<String> text = texts.getOrDefault(file.path(), List.of());
      if (file.path().endsWith(".c") && !text.isEmpty()) {
        addAll(byFault, file, text);
      }
    }
    return inTurn(byFault);
  }

  private static void addAll(
      Map<StandardFault, List<Mutant>> byFault, ChangedFile file, List<String> text) {
    TreeSet<Integer> ran =
        file.lines(State.RAN).stream()
            .map(Line::number)
            .filter(number -> number >= 2 && number <= text.size())
            .collect(Collectors.toCollection(TreeSet::new));
    TreeSet<Integer> beside = new TreeSet<>();
    for (int number : ran) {
      beside.addAll(function(text, number));
    }
    byFault.forEach(
        (fault, mutants) -> {
          for (int number : beside) {
            String line = text.get(number - 1);
            fault
                .at(text.get(number - 2), line, ran.contains(number))
                .ifPresent(
                    after -> mutants.add(new Mutant(fault, file.path(), number, line, after)));
          }
        });
  }

  /** The lines of the body that a line stands in: in the kernel its braces are in column 0. */
  private static List<Integer> function(List<String> text, int number) {
    int first = number;
    while (first > 1 && !text.get(first - 1).equals("{")) {
      if (text.get(first - 1).startsWith("}") && first != number) {
        return List.of(number);
      }
      first--;
    }
    int last = number;
    while (last < text.size() && !text.get(last - 1).startsWith("}")) {
      last++;
    }
    List<Integer> lines = new ArrayList<>();
    for (int each = Math.max(2, first + 1); each < last; each++) {
      lines.add(each);
    }
    return lines.isEmpty() ? List.of(number) : lines;
  }

  private static List<Mutant> inTurn(Map<StandardFault, List<Mutant>> byFault) {
    List<Mutant> all = new ArrayList<>();
    int most = byFault.values().stream().mapToInt(List::size).max().orElse(0);
    for (int turn = 0; turn < most; turn++) {
      for (List<Mutant> mutants : byFault.values()) {
        if (turn < mutants.size()) {
          all.add(mutants.get(turn));
        }
      }
    }
    return all;
  }
}
