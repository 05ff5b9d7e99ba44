// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import dev.nosplat.engine.series.repair.HunkAlignment.Kind;
import dev.nosplat.engine.series.repair.HunkAlignment.Reading;
import dev.nosplat.engine.series.repair.HunkAlignment.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Chooses between readings of a hunk by what the patch itself says: its counts, its line number,
 * its heading. Where two remain, neither is taken.
 */
final class HunkChoice {
  private final List<String> file;
  private final MangledDiff.Hunk hunk;
  private final BlankLineStyle style;
  private boolean guessed;

  HunkChoice(String path, List<String> file, MangledDiff.Hunk hunk) {
    this.file = file;
    this.hunk = hunk;
    this.style = new BlankLineStyle(Language.of(path, file));
  }

  /**
   * What is left of the readings.
   *
   * @param shift how far from their stated lines the other hunks of this file were found
   */
  List<Reading> choose(List<Reading> readings, int shift) {
    List<Reading> left = readings;
    if (left.size() > 1 && hunk.oldCount() >= 0) {
      left =
          prefer(
              left,
              r ->
                  (r.oldCount() == hunk.oldCount() ? 1 : 0)
                      + (r.newCount() == hunk.newCount() ? 1 : 0));
    }
    if (left.size() > 1 && hunk.oldStart() > 0) {
      left = prefer(left, r -> startsAt(r.start(), hunk.oldStart() - 1 + shift) ? 1 : 0);
    }
    if (left.size() > 1 && !hunk.heading().isEmpty()) {
      left = prefer(left, r -> heading(r.start()) ? 1 : 0);
    }
    if (left.size() > 1 && left.stream().map(Reading::start).distinct().count() == 1) {
      left = onlyStylish(left);
    }
    return left.size() > 1 ? sameButForBlanks(left) : left;
  }

  /** Whether a place is the stated one, but for blank lines at the edge that were lost. */
  private boolean startsAt(int start, int stated) {
    return stated >= 0
        && stated <= start
        && start <= file.size()
        && file.subList(stated, start).stream().allMatch(String::isBlank);
  }

  /** Whether the place of a blank line was chosen by style alone. */
  boolean guessed() {
    return guessed;
  }

  /** The one that breaks no rule of style where every other does; else all of them. */
  private List<Reading> onlyStylish(List<Reading> readings) {
    List<Reading> clean = readings.stream().filter(r -> style.breaches(around(r)) == 0).toList();
    guessed |= clean.size() == 1;
    return clean.size() == 1 ? clean : readings;
  }

  /**
   * Where readings differ in nothing but the place of a blank line, the one of best style; among
   * equals the one that separates what is least alike, then the one whose added lines come behind
   * the blank line, as git's diffs have it.
   */
  private List<Reading> sameButForBlanks(List<Reading> readings) {
    Set<String> results = new HashSet<>();
    readings.forEach(r -> results.add(withoutBlanks(r)));
    if (results.size() > 1) {
      return readings;
    }
    guessed = true;
    List<Reading> best = prefer(readings, r -> -style.breaches(around(r)));
    best = prefer(best, r -> -BlankLineStyle.separatedLikeness(around(r)));
    return List.of(
        best.stream().max(Comparator.comparingInt(HunkChoice::firstAdded)).orElse(best.get(0)));
  }

  private static int firstAdded(Reading reading) {
    int at = 0;
    for (Step step : reading.steps()) {
      if (step.kind() == Kind.ADDED) {
        return at;
      }
      at++;
    }
    return at;
  }

  private String withoutBlanks(Reading reading) {
    StringBuilder result = new StringBuilder();
    int from = reading.start();
    while (from > 0 && file.get(from - 1).isBlank()) {
      from--;
    }
    result.append(from).append('\n');
    for (Step step : reading.steps()) {
      String text = step.line() < 0 ? step.text() : file.get(step.line());
      boolean counts = !text.isBlank();
      if (counts && step.kind() != Kind.REMOVED) {
        result.append('+').append(HunkAlignment.key(text)).append('\n');
      } else if (step.kind() == Kind.REMOVED) {
        result.append(step.line()).append('-').append('\n');
      }
    }
    return result.toString();
  }

  private static List<Reading> prefer(List<Reading> readings, ToIntFunction<Reading> merit) {
    int best = readings.stream().mapToInt(merit).max().orElse(0);
    return readings.stream().filter(r -> merit.applyAsInt(r) == best).toList();
  }

  /** Whether the function that this line is in is the one that the hunk names. */
  private boolean heading(int start) {
    String wanted = HunkAlignment.key(hunk.heading());
    for (int i = Math.min(start, file.size()) - 1; i >= 0; i--) {
      String line = file.get(i);
      // The default of git's diff: a line that begins with a letter, _ or $.
      if (!line.isEmpty()
          && (Character.isLetter(line.charAt(0)) || "_$".indexOf(line.charAt(0)) >= 0)) {
        String key = HunkAlignment.key(line);
        return key.startsWith(wanted) || wanted.startsWith(key);
      }
    }
    return false;
  }

  /** The lines around the change as the reading leaves them. */
  private List<String> around(Reading reading) {
    List<String> after = new ArrayList<>();
    if (reading.start() == 0) {
      after.add(""); // No file begins with a blank line.
    }
    for (int i = Math.max(0, reading.start() - 2); i < reading.start(); i++) {
      after.add(file.get(i).strip());
    }
    for (Step step : reading.steps()) {
      if (step.kind() != Kind.REMOVED) {
        after.add(step.line() < 0 ? step.text().strip() : file.get(step.line()).strip());
      }
    }
    for (int i = reading.end(); i < Math.min(file.size(), reading.end() + 2); i++) {
      after.add(file.get(i).strip());
    }
    if (reading.end() >= file.size()) {
      after.add(""); // Nor does one end with it.
    }
    return after;
  }
}
