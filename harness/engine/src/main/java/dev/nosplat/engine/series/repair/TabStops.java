// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

/** White space at the beginning of lines, and columns where tabs stop at multiples of eight. */
final class TabStops {
  /** From one tab stop to the next. */
  static final int STOP = 8;

  private TabStops() {}

  /** Whether a character is white space inside of a line. */
  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** The column after a character that stands at a column. */
  static int after(int column, char c) {
    return c == '\t' ? column + STOP - column % STOP : column + 1;
  }

  /** The column after a text that begins at a column. */
  static int after(int column, String text) {
    int at = column;
    for (int i = 0; i < text.length(); i++) {
      at = after(at, text.charAt(i));
    }
    return at;
  }

  /** How many columns a text has. */
  static int width(String text) {
    return after(0, text);
  }

  /** The white space at the beginning of a line. */
  static String lead(String line) {
    int end = 0;
    while (end < line.length() && isBlank(line.charAt(end))) {
      end++;
    }
    return line.substring(0, end);
  }

  /** The column at which a line's text begins. */
  static int column(String line) {
    return width(lead(line));
  }

  /** The white space that reaches a column: tabs, and less than eight blanks. */
  static String reach(int column) {
    return "\t".repeat(column / STOP) + " ".repeat(column % STOP);
  }
}
