// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.series.text.RawText;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What happens to patches on their way through browsers, mail clients and hands. */
enum Mangling {
  /** A web archive: context without its blanks, one blank for every white space. */
  PAGE(Mangling::page, true),
  /** Context has lost its first column; tabs are as they were. */
  FIRST_COLUMN(d -> body(d, l -> l.startsWith(" ") ? l.substring(1) : l), true),
  EIGHT_BLANKS(d -> body(d, l -> l.replace("\t", "        ")), true),
  FOUR_BLANKS(d -> body(d, l -> l.replace("\t", "    ")), true),
  ONE_BLANK(d -> body(d, l -> l.replace("\t", " ")), true),
  EXPANDED(d -> body(d, Mangling::expanded), true),
  NO_BREAK_SPACES(d -> body(d, l -> l.replace("\t", "\u00c2\u00a0".repeat(8))), true),
  STRIPPED(d -> body(d, l -> sign(l) + l.substring(l.isEmpty() ? 0 : 1).strip()), true),
  WRAPPED(d -> body(d, l -> wrapped(l, 68)), true),
  TRAILING_BLANKS_LOST(d -> body(d, String::stripTrailing), false),
  COUNTS_WRONG(d -> d.replaceAll("@@ -(\\d+),\\d+ \\+(\\d+),\\d+ @@", "@@ -$1,3 +$2,5 @@"), true),
  LINES_AND_COUNTS_WRONG(
      d -> d.replaceAll("@@ -\\d+,\\d+ \\+\\d+,\\d+ @@", "@@ -777,2 +777,2 @@"), true),
  ENTITIES(
      d ->
          d.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;"),
      true),
  WITHOUT_GIT_LINES(
      d -> d.replaceAll("(?m)^(diff --git|index|new file mode|deleted file mode) .*\n", ""), false),
  IN_A_MAIL(
      d ->
          "Hi,\n\nthis - I think -\n+1 works.\n---\n kernel/ring.c | 2 ++\n\n"
              + d
              + "-- \n2.39.5\n\n____________________\nlist mailing list\n",
      false),
  QUOTED(d -> "On Monday she wrote:\n> " + d.replace("\n", "\n> ") + "\n", true),
  INDENTED(d -> "    " + d.replace("\n", "\n    ") + "\n", true),
  CARRIAGE_RETURNS(d -> d.replace("\n", "\r\n") + "-- \nx", true),
  EVERYTHING(
      d ->
          "See below.\n\n"
              + page(body(d, l -> wrapped(l, 76)))
                  .replaceAll("(?m)^(diff --git|index) .*\n", "")
                  .replaceAll("@@ -(\\d+),\\d+ \\+(\\d+),\\d+ @@", "@@ -$1,1 +$2,0 @@")
                  .replace("&", "&amp;")
                  .replace("<", "&lt;")
                  .replace(">", "&gt;")
              + "--\n2.39.5\n",
      true);

  private final UnaryOperator<String> change;
  private final boolean breaksStrictly;

  Mangling(UnaryOperator<String> change, boolean breaksStrictly) {
    this.change = change;
    this.breaksStrictly = breaksStrictly;
  }

  String of(String diff) {
    return change.apply(diff);
  }

  /** Whether git apply must fail on the result: else the repair is never reached. */
  boolean breaksStrictly() {
    return breaksStrictly;
  }

  private static String page(String diff) {
    return body(
        diff,
        l -> {
          String text = (l.isEmpty() ? "" : l.substring(1)).replaceAll("[ \t]+", " ");
          boolean context = sign(l).isBlank();
          return context ? text.strip() : sign(l) + text.stripTrailing();
        });
  }

  private static String sign(String line) {
    return line.isEmpty() ? " " : line.substring(0, 1);
  }

  private static String expanded(String line) {
    StringBuilder out = new StringBuilder();
    for (char c : line.toCharArray()) {
      if (c == '\t') {
        do {
          out.append(' ');
        } while (out.length() % 8 != 0);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String wrapped(String line, int width) {
    int at = line.length() > width ? line.lastIndexOf(' ', width) : -1;
    boolean inside = at > 1 && !line.substring(1, at).isBlank();
    return inside ? line.substring(0, at) + "\n" + line.substring(at + 1) : line;
  }

  /** Changes the lines of hunks; a line for which nothing is given is dropped. */
  private static String body(String diff, UnaryOperator<@Nullable String> change) {
    StringBuilder out = new StringBuilder();
    boolean inHunk = false;
    for (String line : RawText.lines(diff)) {
      if (line.startsWith("diff --git")) {
        inHunk = false;
      }
      boolean verbatim = !inHunk || line.startsWith("@@") || line.startsWith("\\");
      String changed = verbatim ? line : change.apply(line);
      if (changed != null) {
        out.append(changed).append('\n');
      }
      inHunk |= line.startsWith("@@");
    }
    return out.toString();
  }
}
