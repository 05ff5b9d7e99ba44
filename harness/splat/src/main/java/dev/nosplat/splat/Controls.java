// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

/** Control characters of a serial console: colours, carriage returns, noise of a reset. */
final class Controls {
  /** What decoding puts in place of bytes that are no UTF-8. */
  private static final char INVALID = '\ufffd';

  private Controls() {}

  /**
   * Drops ANSI sequences and control characters but tabs; of text overwritten after a carriage
   * return the last version stays.
   */
  static String strip(String raw) {
    int clean = 0;
    while (clean < raw.length() && plain(raw.charAt(clean))) {
      clean++;
    }
    if (clean == raw.length()) {
      return raw;
    }
    StringBuilder out = new StringBuilder(raw.length());
    boolean returned = false;
    int at = 0;
    while (at < raw.length()) {
      char c = raw.charAt(at);
      if (c == '\u001b') {
        at = afterEscape(raw, at);
        continue;
      }
      if (returned && plain(c) && !blank(c)) {
        // Only what can be seen overwrites: a line may end in a return and a change of colour.
        out.setLength(0);
        returned = false;
      }
      if (c == '\r') {
        returned = true;
      } else if (plain(c) && !returned) {
        out.append(c);
      }
      at++;
    }
    return out.toString();
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean plain(char c) {
    return c >= ' ' && c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != INVALID || c == '\t';
  }

  /** The index after an escape sequence: CSI and OSC with their ends, else two characters. */
  private static int afterEscape(String raw, int escape) {
    int at = escape + 1;
    if (at >= raw.length()) {
      return at;
    }
    char kind = raw.charAt(at++);
    if (kind == '[') {
      while (at < raw.length() && raw.charAt(at) >= 0x20 && raw.charAt(at) < 0x40) {
        at++;
      }
      return Math.min(at + 1, raw.length());
    }
    if (kind == ']') {
      int limit = Math.min(raw.length(), at + 256);
      for (int i = at; i < limit; i++) {
        if (raw.charAt(i) == '\u0007') {
          return i + 1;
        }
      }
      return at;
    }
    if (kind == '(' || kind == ')') {
      return Math.min(at + 1, raw.length());
    }
    return at;
  }
}
