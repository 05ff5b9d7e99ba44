// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

/** Untrusted text inside Markdown: shown as it is, never formatted, linked or run. */
final class Markdown {
  private Markdown() {}

  /** Running text. Every ASCII punctuation mark may be escaped (CommonMark 0.31, section 2.4). */
  static String text(String text) {
    return escape(Printable.line(text), "\\`*_{}[]()<>#+-.!|&~@:$^=\"'");
  }

  /** Text inside a block of HTML, where Markdown's own escapes mean nothing. */
  static String html(String text) {
    return Printable.line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** A code span, with more backticks around it than it holds in a row. */
  static String code(String text) {
    String line = Printable.line(text);
    String ticks = "`".repeat(longestRun(line) + 1);
    String blank = line.startsWith("`") || line.endsWith("`") || line.isEmpty() ? " " : "";
    return ticks + blank + line + blank + ticks;
  }

  /** A fenced block, with a longer fence than any in the text. */
  static String fence(String text) {
    String block = Printable.block(text);
    String fence = "`".repeat(Math.max(3, longestRun(block) + 1));
    return fence + "text\n" + block + (block.endsWith("\n") ? "" : "\n") + fence + "\n";
  }

  private static String escape(String text, String marks) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      out.append(marks.indexOf(c) >= 0 ? "\\" : "").append(c);
    }
    return out.toString();
  }

  private static int longestRun(String text) {
    int longest = 0;
    int run = 0;
    for (char c : text.toCharArray()) {
      run = c == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
