// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.Verdict;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The parts that the terminal's pages are made of: each a few lines that fit the page. */
final class TerminalPage {
  static final int PASS_LINES = 24;
  static final int SCREEN_LINES = 50;
  static final String INDENT = "  ";

  private static final int HANGING_LINES = 4;
  private static final int FRAMES = 9;
  private static final int EVIDENCE_LINES = 8;
  private static final int OTHER_SPLATS = 4;

  private final Palette palette;
  private final int columns;

  /**
   * A page.
   *
   * @param columns how wide its lines are
   */
  TerminalPage(Palette palette, int columns) {
    this.palette = palette;
    this.columns = columns;
  }

  List<String> verdict(Verdict verdict) {
    String word = verdict.outcome().name();
    List<String> lines =
        new ArrayList<>(
            hang(palette.outcome(verdict.outcome()) + INDENT, word.length() + 2, verdict.reason()));
    List<String> evidence =
        verdict.evidence().stream()
            .flatMap(e -> hang(INDENT + palette.faint("| "), 4, e).stream())
            .toList();
    lines.addAll(evidence.subList(0, Math.min(evidence.size(), EVIDENCE_LINES)));
    if (evidence.size() > EVIDENCE_LINES) {
      lines.add(INDENT + palette.faint("| ") + "...");
    }
    if (!verdict.advice().isEmpty()) {
      lines.addAll(hang(name("next"), 13, verdict.advice()));
    }
    return lines;
  }

  /** How wide the lines are. */
  int columns() {
    return columns;
  }

  /** The text after {@code first}, which shows in {@code used} columns, wrapped to a few lines. */
  List<String> hang(String first, int used, String text) {
    int width = columns - used;
    List<String> wrapped =
        Layout.wrap(Layout.cut(Printable.line(text), width * HANGING_LINES - 20), width);
    List<String> lines = new ArrayList<>();
    for (String line : wrapped) {
      lines.add((lines.isEmpty() ? first : " ".repeat(used)) + line);
    }
    return lines;
  }

  /** The first splat in detail, the others by a line each. */
  List<String> splats(List<Splat> splats, String console) {
    Splat first = splats.get(0);
    List<String> lines = new ArrayList<>();
    String head = splats.size() == 1 ? "splat" : "splat 1 of " + splats.size();
    lines.addAll(hang(INDENT + palette.bad(head) + INDENT, head.length() + 4, first.title()));
    for (SplatText.Fact fact : SplatText.facts(first, console)) {
      lines.addAll(hang("    " + Layout.pad(fact.name(), 11), 15, fact.value()));
    }
    List<Frame> frames = SplatText.framesThatMatter(first);
    for (int i = 0; i < Math.min(frames.size(), FRAMES); i++) {
      lines.add(
          "    "
              + Layout.pad(i == 0 ? "frames" : "", 11)
              + cut(SplatText.frame(frames.get(i)), 15));
    }
    if (frames.size() > FRAMES) {
      lines.add("    " + " ".repeat(11) + "and " + (frames.size() - FRAMES) + " more");
    }
    for (int i = 1; i < Math.min(splats.size(), 1 + OTHER_SPLATS); i++) {
      String next = "splat " + (i + 1) + "  ";
      lines.add(
          INDENT
              + palette.bad(next)
              + cut(
                  SplatText.place(splats.get(i), console)
                      + ": "
                      + Printable.line(splats.get(i).title()),
                  INDENT.length() + next.length()));
    }
    if (splats.size() > 1 + OTHER_SPLATS) {
      lines.add(INDENT + "and " + (splats.size() - 1 - OTHER_SPLATS) + " more splats");
    }
    return lines;
  }

  static int blanks(List<String> lines) {
    return (int) lines.stream().filter(String::isEmpty).count();
  }

  /** A pass without as many of its blank lines as it has lines too many, the last first. */
  static List<String> fitted(List<String> lines) {
    List<String> fitted = new ArrayList<>(lines);
    while (fitted.size() > PASS_LINES && fitted.contains("")) {
      fitted.remove(fitted.lastIndexOf(""));
    }
    return fitted;
  }

  static int width(Stream<String> texts, String head, int most) {
    int longest =
        Stream.concat(texts, Stream.of(head))
            .mapToInt(t -> Printable.line(t).length())
            .max()
            .orElse(0);
    return Math.min(longest, most) + 2;
  }

  static String cell(String text, int width) {
    return Layout.pad(Layout.cut(Printable.line(text), width - 2), width);
  }

  String named(String name, String value) {
    return name(name) + cut(value, 13);
  }

  /** A name and its value on as many lines as that takes. */
  List<String> wrapped(String name, String value) {
    List<String> lines = new ArrayList<>();
    for (String line : Layout.wrap(value, Layout.WIDTH - 13)) {
      lines.add((lines.isEmpty() ? name(name) : " ".repeat(13)) + line);
    }
    return lines;
  }

  String name(String name) {
    return INDENT + palette.faint(Layout.pad(name, 11));
  }

  String cut(String text, int used) {
    return Layout.cut(text, columns - used);
  }
}
