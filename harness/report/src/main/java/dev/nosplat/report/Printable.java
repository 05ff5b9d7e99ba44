// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.UrlCredentials;
import java.util.Locale;

/**
 * Text from a console, a patch or a guest, made safe to show on a terminal.
 *
 * <p>A guest writes what it likes. Control characters could move the cursor or retitle the window,
 * and Unicode's format characters could show a line in another order than it is stored in; both
 * become visible escapes. Credentials of a URL are hidden. Everything else stays as it is.
 */
public final class Printable {
  private Printable() {}

  /** The text on one line: line ends are escaped too. */
  public static String line(String text) {
    return escape(UrlCredentials.hidden(text), false);
  }

  /** The text with its line ends and tabs kept; {@code \r\n} becomes {@code \n}. */
  public static String block(String text) {
    return escape(UrlCredentials.hidden(text.replace("\r\n", "\n")), true);
  }

  private static String escape(String text, boolean block) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (block && (c == '\n' || c == '\t')) {
                out.append((char) c);
              } else if (isPlain(c)) {
                out.appendCodePoint(c);
              } else {
                out.append(escaped(c));
              }
            });
    return out.toString();
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static String escaped(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u{%x}", c);
    };
  }
}
