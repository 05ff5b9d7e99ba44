// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

/**
 * What a serial console, a mail program or a web page puts between characters: colours, carriage
 * returns, noise of a reset, blanks that are no U+0020.
 */
final class Controls {
  /** What decoding puts in place of bytes that are no UTF-8. */
  private static final char INVALID = '\ufffd';

  private static final char NO_BREAK_SPACE = '\u00a0';
  private static final char SOFT_HYPHEN = '\u00ad';
  private static final char ZERO_WIDTH_SPACE = '\u200b';
  private static final char RIGHT_TO_LEFT_MARK = '\u200f';
  private static final char WORD_JOINER = '\u2060';
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private Controls() {}

  /**
   * Drops ANSI sequences, control characters but tabs, and characters without width; makes every
   * blank an ordinary one. Of text overwritten after a carriage return the last version stays.
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
      } else if (wide(c)) {
        out.append(' ');
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
    if (c < 0x7f) {
      return c >= ' ' || c == '\t';
    }
    return c > 0xa0 && c != INVALID && c != SOFT_HYPHEN && c != BYTE_ORDER_MARK && !space(c);
  }

  /** A blank of a mail program, a word processor or a web page that has a width. */
  private static boolean wide(char c) {
    return c == NO_BREAK_SPACE || c > NO_BREAK_SPACE && space(c) && !zeroWidth(c);
  }

  private static boolean space(char c) {
    return Character.isSpaceChar(c) || zeroWidth(c);
  }

  private static boolean zeroWidth(char c) {
    return c >= ZERO_WIDTH_SPACE && c <= RIGHT_TO_LEFT_MARK || c == WORD_JOINER;
  }

  /** The index after an escape sequence: CSI, OSC, APC and DCS with their ends, else two. */
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
    if (kind == ']' || kind == '_' || kind == 'P' || kind == '^') {
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
