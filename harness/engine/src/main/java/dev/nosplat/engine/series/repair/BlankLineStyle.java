// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where the kernel's files have blank lines, and where they have none: in C as
 * scripts/checkpatch.pl (7.3) asks, one between functions and after declarations, never two, none
 * inside a brace's edge; in other languages the like.
 */
final class BlankLineStyle {
  private static final Pattern DECLARATION =
      Pattern.compile(
          "(static |const |unsigned |struct \\w+ \\**|enum \\w+ |u?int\\w* |bool |char |long"
              + " |size_t |u8 |u16 |u32 |u64 |s32 |s64 |void \\*|\\w+_t |__\\w+ ).*[;,]");
  private static final Pattern TOP_LEVEL =
      Pattern.compile("(static|int|void|struct|bool|enum|const|unsigned|/\\*).*");

  /** What belongs to the entry above it: no blank line stands before. */
  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "(bool|tristate|int|hex|string|def_bool|def_tristate|prompt|default|depends"
              + " on|select|imply|visible if|range|help|option)\\b.*");

  private static final Pattern ENTRY = Pattern.compile("(menu)?config [A-Z0-9_]+");

  /** Ends of blocks of scripts and Makefiles, and what begins a block there. */
  private static final Pattern CLOSES = Pattern.compile("(endif|endef|fi|done|esac|elif|;;)\\b.*");

  private static final Pattern OPENS = Pattern.compile("(.*\\b(then|do|in)|else)");

  private final Language language;

  /** The style of files of a language. */
  BlankLineStyle(Language language) {
    this.language = language;
  }

  /** How many pairs of lines break it; lines without their white space at either end. */
  int breaches(List<String> lines) {
    int breaches = 0;
    for (int i = 1; i < lines.size(); i++) {
      String above = lines.get(i - 1);
      String line = lines.get(i);
      breaches += (above.isEmpty() && line.isEmpty()) || breach(above, line) ? 1 : 0;
      boolean separated = i > 1 && above.isEmpty();
      breaches += separated && torn(lines.get(i - 2), line) ? 1 : 0;
    }
    return breaches;
  }

  /**
   * How much alike the lines are that blank lines separate: what is alike belongs together.
   *
   * @return characters that they begin with alike, in all
   */
  static int separatedLikeness(List<String> lines) {
    int likeness = 0;
    for (int i = 1; i + 1 < lines.size(); i++) {
      if (lines.get(i).isEmpty()) {
        likeness += commonStart(lines.get(i - 1), lines.get(i + 1));
      }
    }
    return likeness;
  }

  private static int commonStart(String a, String b) {
    int common = 0;
    while (common < Math.min(a.length(), b.length()) && a.charAt(common) == b.charAt(common)) {
      common++;
    }
    return common;
  }

  private boolean breach(String above, String line) {
    return switch (language) {
      case BRACES, ASSEMBLY -> breachOfC(above, line);
      case KCONFIG ->
          (above.isEmpty() && ATTRIBUTE.matcher(line).matches())
              || (!above.isEmpty() && !above.startsWith("#") && ENTRY.matcher(line).matches());
      case MEANING, TEXT ->
          (above.isEmpty() && CLOSES.matcher(line).matches())
              || (line.isEmpty() && OPENS.matcher(above).matches());
    };
  }

  private static boolean breachOfC(String above, String line) {
    boolean opens = above.endsWith("{") && line.isEmpty();
    boolean closes = above.isEmpty() && line.startsWith("}");
    boolean functions = above.equals("}") && TOP_LEVEL.matcher(line).matches();
    boolean types = above.equals("};") && !line.isEmpty() && !line.matches("[}#)].*");
    boolean declared = declares(above) && !line.isEmpty() && !declares(line) && !joins(line);
    boolean included = above.startsWith("#include") && !line.isEmpty() && !line.startsWith("#");
    return opens || closes || functions || types || declared || included;
  }

  /** Whether a blank line stands between two that belong together. */
  private boolean torn(String above, String line) {
    return language == Language.BRACES
        && ((declares(above) && declares(line))
            || (above.startsWith("#include") && line.startsWith("#include")));
  }

  private static boolean declares(String line) {
    return DECLARATION.matcher(line).matches();
  }

  private static boolean joins(String line) {
    return line.startsWith("}")
        || line.startsWith("*")
        || line.startsWith("/*")
        || line.startsWith("#");
  }
}
