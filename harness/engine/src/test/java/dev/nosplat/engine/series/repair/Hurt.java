// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import dev.nosplat.engine.series.text.RawText;
import java.util.function.UnaryOperator;

/** What mail clients, browsers and archives do to a diff, each as a function of it. */
enum Hurt {
  FIRST_COLUMN("first column of context lost", d -> body(d, Hurt::withoutColumn)),
  LINES_STRIPPED("every line stripped, blank lines kept", d -> body(d, String::strip)),
  LINES_STRIPPED_NO_BLANKS(
      "every line stripped, blank lines dropped", d -> withoutBlanks(body(d, String::strip))),
  COLLAPSED("white space collapsed to one blank", d -> body(d, Hurt::collapsed)),
  COLLAPSED_NO_BLANKS(
      "the same, blank lines dropped", d -> withoutBlanks(body(d, Hurt::collapsed))),
  NO_INDENT("all leading white space gone", d -> body(d, l -> sign(l) + text(l).strip())),
  TAB_8("tab = 8 blanks", d -> body(d, l -> l.replace("\t", " ".repeat(8)))),
  TABS_EXPANDED("tabs expanded by column", d -> body(d, Hurt::expanded)),
  TAB_4("tab = 4 blanks", d -> body(d, l -> l.replace("\t", " ".repeat(4)))),
  TAB_1("tab = 1 blank", d -> body(d, l -> l.replace("\t", " "))),
  NO_TABS("tabs deleted", d -> body(d, l -> l.replace("\t", ""))),
  NBSP("tabs became no-break spaces", d -> body(d, l -> l.replace("\t", "\u00c2\u00a0".repeat(8)))),
  WRAPPED("wrapped at 72", d -> body(d, l -> wrapped(l, 72))),
  WRAPPED_COLUMN(
      "wrapped at 72, first column lost",
      d -> body(body(d, l -> wrapped(l, 72)), Hurt::withoutColumn)),
  TAB_8_WRAPPED(
      "tab = 8 blanks and wrapped", d -> body(d, l -> wrapped(l.replace("\t", " ".repeat(8)), 72))),
  QUOTED_WRAPPED(
      "quoted and wrapped", d -> "> " + body(d, l -> wrapped(l, 72)).replace("\n", "\n> ") + "\n"),
  ENTITIES("HTML entities", Hurt::escaped),
  COLLAPSED_NO_BLANKS_ENTITIES(
      "collapsed, blank lines dropped, entities",
      d -> escaped(withoutBlanks(body(d, Hurt::collapsed)))),
  TRAILING("trailing blanks lost", d -> body(d, String::stripTrailing));

  private final String words;
  private final UnaryOperator<String> change;

  Hurt(String words, UnaryOperator<String> change) {
    this.words = words;
    this.change = change;
  }

  String words() {
    return words;
  }

  String of(String diff) {
    return change.apply(diff);
  }

  private static String sign(String line) {
    return line.isEmpty() ? " " : line.substring(0, 1);
  }

  private static String text(String line) {
    return line.isEmpty() ? "" : line.substring(1);
  }

  private static String withoutColumn(String line) {
    return line.startsWith(" ") ? line.substring(1) : line;
  }

  private static String collapsed(String line) {
    String text = text(line).replaceAll("[ \t]+", " ").stripTrailing();
    return sign(line).isBlank() ? text.strip() : sign(line) + text;
  }

  private static String expanded(String line) {
    StringBuilder out = new StringBuilder();
    for (char c : line.toCharArray()) {
      out.append(c == '\t' ? " ".repeat(8 - out.length() % 8) : String.valueOf(c));
    }
    return out.toString();
  }

  private static String wrapped(String line, int width) {
    int at = line.length() > width ? line.lastIndexOf(' ', width) : -1;
    boolean inside = at > 1 && !line.substring(1, at).isBlank();
    return inside ? line.substring(0, at) + "\n" + line.substring(at + 1) : line;
  }

  private static String escaped(String diff) {
    return diff.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String withoutBlanks(String diff) {
    return diff.replaceAll("\n(?=\n)", "");
  }

  /** Changes the lines of hunks. */
  private static String body(String diff, UnaryOperator<String> change) {
    StringBuilder out = new StringBuilder();
    boolean inHunk = false;
    for (String line : RawText.lines(diff)) {
      inHunk &= !line.startsWith("diff --git");
      boolean verbatim = !inHunk || line.startsWith("@@") || line.startsWith("\\");
      out.append(verbatim ? line : change.apply(line)).append('\n');
      inHunk |= line.startsWith("@@");
    }
    return out.toString();
  }
}
