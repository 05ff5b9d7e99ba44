// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.text;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds where the words of a patch end and its diff begins. */
public final class PatchText {
  /** Where a diff begins, however it was indented or quoted. */
  private static final Pattern DAMAGED_START =
      Pattern.compile("^[\\s>\\xa0\\xc2]*(diff --git |Index: |@@ *-\\d|--- (a/|/dev/null)).*");

  private static final Pattern HUNK =
      Pattern.compile("@@ -\\d{1,9}(?:,(\\d{1,9}))? \\+\\d{1,9}(?:,(\\d{1,9}))? @@.*");

  private static final Pattern OLD = Pattern.compile("--- \\S.*");
  private static final Pattern NEW = Pattern.compile("\\+\\+\\+ \\S.*");

  private PatchText() {}

  /**
   * The parts of a text that holds a patch.
   *
   * @param log what comes before, without the {@code ---} line and what follows that
   * @param diff everything from the diff's first line on
   */
  public record Parts(String log, String diff) {}

  /** Whether there is a diff here, be it damaged. */
  public static boolean holdsDiff(String raw) {
    List<String> lines = RawText.lines(raw);
    return start(lines).isPresent() || damagedStart(lines).isPresent();
  }

  /** Whether there is a diff that stands at the left margin. */
  public static boolean holdsCleanDiff(String raw) {
    return start(RawText.lines(raw)).isPresent();
  }

  /** Splits; the diff is the whole text when no beginning is found. */
  public static Parts split(String raw) {
    List<String> lines = RawText.lines(raw);
    OptionalInt clean = start(lines);
    int at = clean.isPresent() ? clean.getAsInt() : damagedStart(lines).orElse(0);
    int end = at;
    for (int i = 0; i < at; i++) {
      if (lines.get(i).equals("---")) {
        end = i;
        break;
      }
    }
    return new Parts(join(lines.subList(0, end)), join(lines.subList(at, lines.size())));
  }

  /**
   * How large a diff is.
   *
   * @param files how many files it names
   * @param added lines
   * @param removed lines
   */
  public record Size(int files, long added, long removed) {}

  /** The size of a well-formed diff. */
  public static Size size(String diff) {
    int git = 0;
    int pairs = 0;
    long added = 0;
    long removed = 0;
    long before = 0;
    long after = 0;
    boolean old = false;
    for (String line : RawText.lines(diff)) {
      char kind = line.isEmpty() ? ' ' : line.charAt(0);
      if (before > 0 || after > 0) {
        before -= kind == ' ' || kind == '-' ? 1 : 0;
        after -= kind == ' ' || kind == '+' ? 1 : 0;
        added += kind == '+' ? 1 : 0;
        removed += kind == '-' ? 1 : 0;
        continue;
      }
      Matcher hunk = HUNK.matcher(line);
      if (kind == '@' && hunk.matches()) {
        before = hunk.group(1) == null ? 1 : Long.parseLong(hunk.group(1));
        after = hunk.group(2) == null ? 1 : Long.parseLong(hunk.group(2));
      }
      git += line.startsWith("diff --git ") ? 1 : 0;
      pairs += old && line.startsWith("+++ ") ? 1 : 0;
      old = line.startsWith("--- ");
    }
    return new Size(Math.max(git, pairs), added, removed);
  }

  private static OptionalInt start(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean pair =
          OLD.matcher(line).matches()
              && i + 1 < lines.size()
              && NEW.matcher(lines.get(i + 1)).matches();
      if (line.startsWith("diff --git ") || line.startsWith("Index: ") || pair) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private static OptionalInt damagedStart(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (DAMAGED_START.matcher(lines.get(i)).matches()) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private static String join(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }
}
