// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.Reach;
import dev.nosplat.record.Reach.ChangedFile;
import dev.nosplat.record.Reach.Line;
import dev.nosplat.record.Reach.Place;
import dev.nosplat.record.Reach.State;
import dev.nosplat.record.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A series' reach in words: how much of it ran, and what did not. */
public final class ReachText {
  private ReachText() {}

  /** One line: how many of the changed lines ran, and how many of the files are compiled in. */
  static String summary(Reach reach) {
    if (reach.code().isEmpty()) {
      return "the series changes no code";
    }
    Reach.Count lines = reach.lines();
    return lines
        + (lines.code() == 1 ? " changed line" : " changed lines")
        + " of code ran; "
        + reach.in(Place.COMPILED).size()
        + " of "
        + Layout.count(reach.code().size(), "file", "files")
        + " compiled";
  }

  /** Every place that did not run, as {@code file:12-14}; empty where all ran. */
  static List<String> notRun(Reach reach) {
    List<String> places = new ArrayList<>();
    for (ChangedFile file : reach.files()) {
      for (int[] range : ranges(file.lines(State.NOT_RUN))) {
        places.add(
            Printable.line(file.path())
                + ":"
                + (range[0] == range[1] ? "" + range[0] : range[0] + "-" + range[1]));
      }
    }
    return places;
  }

  /** First and last line of each stretch without a line between that ran. */
  static List<int[]> ranges(List<Line> lines) {
    List<int[]> ranges = new ArrayList<>();
    for (Line line : lines) {
      int[] last = ranges.isEmpty() ? new int[] {0, -1} : ranges.get(ranges.size() - 1);
      if (line.number() == last[1] + 1) {
        last[1] = line.number();
      } else {
        ranges.add(new int[] {line.number(), line.number()});
      }
    }
    return ranges;
  }

  /** What a file is to the kernel, in a word or two. */
  static String place(ChangedFile file) {
    return switch (file.place()) {
      case COMPILED -> file.lines().isEmpty() ? "compiled" : count(file) + " lines ran";
      case ABSENT -> "not in this kernel";
      case BUILD, NO_CODE -> "no code";
    };
  }

  private static String count(ChangedFile file) {
    return new Reach(List.of(file)).lines().toString();
  }

  /**
   * The whole of it, for {@code nosplat reach RUN}: every file, and every line that did not run.
   */
  public static String of(RunRecord run) {
    StringBuilder text = new StringBuilder();
    if (run.reach().isEmpty()) {
      return run.subject().patches().isEmpty()
          ? "The run had no patches, so there is no reach\n"
          : "The run has no reach: "
              + run.verdict().outcome()
              + ", "
              + Printable.line(run.verdict().reason())
              + "\n";
    }
    Reach reach = run.reach().get();
    text.append(summary(reach)).append('\n');
    TreeSet<Integer> patches = new TreeSet<>();
    reach.files().forEach(f -> f.lines().forEach(l -> patches.add(l.patch())));
    for (int patch : patches) {
      text.append("  patch ").append(patch).append(": ").append(reach.linesOf(patch));
      if (patch >= 1 && patch <= run.subject().patches().size()) {
        text.append("  ").append(Printable.line(run.subject().patches().get(patch - 1)));
      }
      text.append('\n');
    }
    for (ChangedFile file : reach.files()) {
      text.append('\n').append(Printable.line(file.path())).append(": ").append(place(file));
      text.append(file.note().isEmpty() ? "" : " (" + Printable.line(file.note()) + ")");
      text.append('\n');
      for (Line line : file.lines()) {
        if (line.state() != State.RAN) {
          text.append(String.format(Locale.ROOT, "  %-9s %6d  ", word(line), line.number()));
          text.append(Printable.line(line.text())).append('\n');
        }
      }
    }
    return text.toString();
  }

  static String word(Line line) {
    return switch (line.state()) {
      case RAN -> "ran";
      case NOT_RUN -> "not run";
      case UNCOUNTED -> "uncounted";
    };
  }

  /** A GitHub summary's section: the lines that did not run, with their text. */
  static String markdown(Reach reach) {
    return reach.files().stream()
        .map(
            file ->
                "- "
                    + Markdown.code(file.path())
                    + ": "
                    + Markdown.text(place(file))
                    + (file.note().isEmpty() ? "" : " (" + Markdown.text(file.note()) + ")")
                    + "\n"
                    + file.lines(State.NOT_RUN).stream()
                        .map(
                            l -> "  - not run, line " + l.number() + ": " + Markdown.code(l.text()))
                        .map(l -> l + "\n")
                        .collect(Collectors.joining()))
        .collect(Collectors.joining());
  }
}
