// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where the kernel's coding style has blank lines, and where it has none, as scripts/checkpatch.pl
 * (7.3) asks: one between functions and after declarations, never two, none inside a brace's edge.
 */
final class BlankLineStyle {
  private static final Pattern DECLARATION =
      Pattern.compile(
          "(static |const |unsigned |struct \\w+ \\**|enum \\w+ |u?int\\w* |bool |char |long"
              + " |size_t |u8 |u16 |u32 |u64 |s32 |s64 |void \\*|\\w+_t |__\\w+ ).*[;,]");
  private static final Pattern TOP_LEVEL =
      Pattern.compile("(static|int|void|struct|bool|enum|const|unsigned|/\\*).*");

  private BlankLineStyle() {}

  /** How many pairs of lines break it; lines without their white space at either end. */
  static int breaches(List<String> lines) {
    int breaches = 0;
    for (int i = 1; i < lines.size(); i++) {
      breaches += breach(lines.get(i - 1), lines.get(i)) ? 1 : 0;
      boolean separated = i > 1 && lines.get(i - 1).isEmpty();
      breaches += separated && torn(lines.get(i - 2), lines.get(i)) ? 1 : 0;
    }
    return breaches;
  }

  private static boolean breach(String above, String line) {
    boolean doubled = above.isEmpty() && line.isEmpty();
    boolean opens = above.endsWith("{") && line.isEmpty();
    boolean closes = above.isEmpty() && line.startsWith("}");
    boolean functions = above.equals("}") && TOP_LEVEL.matcher(line).matches();
    boolean declared = declares(above) && !line.isEmpty() && !declares(line) && !joins(line);
    boolean included = above.startsWith("#include") && !line.isEmpty() && !line.startsWith("#");
    return doubled || opens || closes || functions || declared || included;
  }

  /** Whether a blank line stands between two that belong together. */
  private static boolean torn(String above, String line) {
    return (declares(above) && declares(line))
        || (above.startsWith("#include") && line.startsWith("#include"));
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
