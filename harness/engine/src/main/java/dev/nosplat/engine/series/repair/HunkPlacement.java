// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.repair.HunkAlignment.Kind;
import dev.nosplat.engine.series.repair.HunkAlignment.Reading;
import dev.nosplat.engine.series.repair.HunkAlignment.Step;
import dev.nosplat.engine.series.repair.MangledDiff.Hunk;
import dev.nosplat.engine.series.text.NearestPlace;
import dev.nosplat.engine.series.text.RawText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the places of a file's hunks, those that are certain first. What fits twice, nowhere, or
 * was cut off is refused.
 */
final class HunkPlacement {
  private static final int PLACES = 5;

  private final String which;
  private final String path;
  private final List<String> notes;
  private final List<String> file;
  private final List<Hunk> hunks;
  private final String[] keys;

  /**
   * A search.
   *
   * @param which what to call the patch in messages
   * @param path the file
   * @param file its lines
   * @param hunks the patch's hunks of it
   * @param notes where it is said what was done
   */
  HunkPlacement(
      String which, String path, List<String> file, List<Hunk> hunks, List<String> notes) {
    this.which = which;
    this.path = path;
    this.notes = notes;
    this.file = file;
    this.hunks = hunks;
    this.keys = file.stream().map(HunkAlignment::key).toArray(String[]::new);
  }

  /**
   * One reading for each hunk, in their order.
   *
   * @throws BadInput naming the hunk that has no place, or several
   */
  List<Reading> place() {
    List<List<Reading>> all = new ArrayList<>();
    for (int i = 0; i < hunks.size(); i++) {
      List<Reading> found = new HunkAlignment(hunks.get(i), keys).readings(0);
      if (found.isEmpty()) {
        throw nowhere(i);
      }
      all.add(found);
    }
    List<Reading> placed = new ArrayList<>();
    for (int i = 0; i < hunks.size(); i++) {
      List<Reading> inOrder = between(all, placed, i);
      int shift = shift(all, placed, i);
      HunkChoice choice = new HunkChoice(path, file, hunks.get(i));
      List<Reading> left = choice.choose(inOrder, shift);
      if (left.size() != 1) {
        throw left.isEmpty() ? nowhere(i) : ambiguous(i, left);
      }
      if (choice.guessed() || blankLostBesideAddition(hunks.get(i), left.get(0))) {
        notes.add(name(i) + ": the place of a blank line is a guess, by style");
      }
      refuseCut(i, left.get(0));
      placed.add(left.get(0));
    }
    return placed;
  }

  /**
   * Fewer lines than the header counts: some were cut off or lost, and nobody knows which. Blank
   * lines at the edges of a hunk are lost by many, and change nothing.
   */
  private void refuseCut(int number, Reading reading) {
    Hunk hunk = hunks.get(number);
    if (hunk.oldCount() < 0) {
      return;
    }
    long before = hunk.oldCount() - reading.oldCount();
    long after = hunk.newCount() - reading.newCount();
    if (before <= 0 && after <= 0) {
      if (HunkAlignment.isUnclear(hunk)) {
        throw new BadInput(
            which + ", cannot be repaired: what was wrapped cannot be told.",
            List.of(
                name(number),
                "more lines begin with a plus than its header counts, and several of them may be"
                    + " the end of a longer line"),
            PatchRepair.ADVICE);
      }
      if (before < 0 || after < 0) {
        notes.add(
            name(number) + ": more lines came than the header counts; all of them were taken");
      }
      return;
    }
    if (before == after && before <= blankEdges(reading)) {
      return;
    }
    throw new BadInput(
        which + ", cannot be repaired: lines of a hunk were lost.",
        List.of(
            name(number),
            "its header counts %d lines before and %d after, but %d and %d came"
                .formatted(
                    hunk.oldCount(), hunk.newCount(), reading.oldCount(), reading.newCount())),
        PatchRepair.ADVICE);
  }

  /** A blank line that the header counts, at an edge of the hunk where lines are added. */
  private boolean blankLostBesideAddition(Hunk hunk, Reading reading) {
    List<Step> steps = reading.steps();
    return hunk.oldCount() > reading.oldCount()
        && !steps.isEmpty()
        && (steps.get(0).kind() == Kind.ADDED && isBlank(reading.start() - 1)
            || steps.get(steps.size() - 1).kind() == Kind.ADDED && isBlank(reading.end()));
  }

  private boolean isBlank(int line) {
    return line >= 0 && line < file.size() && file.get(line).isBlank();
  }

  private int blankEdges(Reading reading) {
    int blanks = 0;
    for (int i = reading.start() - 1; i >= 0 && file.get(i).isBlank(); i--) {
      blanks++;
    }
    for (int i = reading.end(); i < file.size() && file.get(i).isBlank(); i++) {
      blanks++;
    }
    return blanks;
  }

  /** Those after the hunk before, and before the next hunk that has only one place. */
  private List<Reading> between(List<List<Reading>> all, List<Reading> placed, int at) {
    int from = placed.isEmpty() ? 0 : placed.get(placed.size() - 1).end();
    int to = file.size();
    for (int i = all.size() - 1; i > at; i--) {
      if (all.get(i).size() == 1) {
        to = all.get(i).get(0).start();
      }
    }
    int end = to;
    return all.get(at).stream().filter(r -> r.start() >= from && r.end() <= end).toList();
  }

  /** How far from its stated line the nearest certain hunk was found. */
  private int shift(List<List<Reading>> all, List<Reading> placed, int at) {
    if (at > 0 && hunks.get(at - 1).oldStart() > 0) {
      return placed.get(at - 1).start() - hunks.get(at - 1).oldStart() + 1;
    }
    for (int i = at + 1; i < all.size(); i++) {
      if (all.get(i).size() == 1 && hunks.get(i).oldStart() > 0) {
        return all.get(i).get(0).start() - hunks.get(i).oldStart() + 1;
      }
    }
    return 0;
  }

  private String name(int number) {
    return path
        + ", hunk "
        + (number + 1)
        + " of "
        + hunks.size()
        + ": "
        + RawText.shown(hunks.get(number).header());
  }

  private BadInput ambiguous(int number, List<Reading> readings) {
    List<String> evidence = new ArrayList<>(List.of(name(number)));
    for (Reading reading : readings.subList(0, Math.min(readings.size(), PLACES))) {
      evidence.add("it may be at line " + (reading.start() + 1) + ":");
      reading.steps().stream()
          .limit(PatchRepair.SHOWN)
          .forEach(step -> evidence.add("  " + shown(step)));
    }
    return new BadInput(
        which
            + ", cannot be repaired without guessing: a hunk fits in "
            + (readings.size() == 2 ? "two" : "several")
            + " ways.",
        evidence,
        PatchRepair.ADVICE);
  }

  private String shown(Step step) {
    return switch (step.kind()) {
      case CONTEXT -> "  " + RawText.shown(file.get(step.line()));
      case REMOVED -> "- " + RawText.shown(file.get(step.line()));
      case ADDED -> "+ " + RawText.shown(step.text().strip());
    };
  }

  private BadInput nowhere(int number) {
    List<String> evidence = new ArrayList<>(List.of(name(number)));
    List<String> wanted =
        hunks.get(number).lines().stream()
            .filter(line -> !line.startsWith("+") && !line.isBlank())
            .map(line -> line.startsWith("-") ? line.substring(1).strip() : line.strip())
            .toList();
    List<String> plain = file.stream().map(String::strip).toList();
    Optional<NearestPlace.Place> place =
        NearestPlace.find(wanted, plain, hunks.get(number).oldStart());
    place.ifPresent(
        p -> {
          evidence.add("the nearest place is line " + p.line() + " (- the patch, + the tree):");
          p.difference().stream()
              .limit(PatchRepair.SHOWN * 2)
              .forEach(l -> evidence.add("  " + RawText.shown(l)));
        });
    return new BadInput(
        which + ", cannot be repaired: a hunk fits nowhere, even with white space ignored.",
        evidence,
        "Check that the patch was made for this tree. " + PatchRepair.ADVICE);
  }
}
