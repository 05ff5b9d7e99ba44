// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

/** Text in lines of a width, broken between words alone. */
final class Wrapped {
  /** A blank at which no line is broken. */
  static final char TIED = '\u00a0';

  private static final int NARROWEST = 60;
  private static final int WIDEST = 200;

  private final int columns;
  private final StringBuilder text = new StringBuilder();

  Wrapped(int columns) {
    this.columns = fitting(columns);
  }

  /** The width to write for: a screen is at least 60 and lines are at most 200 columns wide. */
  static int fitting(int columns) {
    return Math.max(NARROWEST, Math.min(WIDEST, columns));
  }

  /** An empty line. */
  void blank() {
    text.append('\n');
  }

  /** A line that is as long as it is. */
  void line(String words) {
    text.append(words).append('\n');
  }

  /** Words, all lines of them indented. */
  void paragraph(int indent, String words) {
    lines(" ".repeat(indent), indent, words);
  }

  /** A name and what is to be said of it, in a column of its own. */
  void hanging(int indent, int name, String first, String words) {
    String head = " ".repeat(indent) + first;
    int column = indent + name;
    if (head.length() >= column) {
      text.append(head).append('\n');
      lines(" ".repeat(column), column, words);
    } else {
      lines(head + " ".repeat(column - head.length()), column, words);
    }
  }

  private void lines(String first, int column, String words) {
    StringBuilder line = new StringBuilder(first);
    boolean fresh = true;
    for (String word : words.strip().split("\\s+")) {
      if (!fresh && line.length() + 1 + word.length() > columns) {
        text.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(" ".repeat(column));
        fresh = true;
      }
      line.append(fresh ? "" : " ").append(word);
      fresh = false;
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  @Override
  public String toString() {
    return text.toString().replace(TIED, ' ');
  }
}
