// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words and numbers laid out for a fixed-width page. */
final class Layout {
  /** Columns that a report fills in a log, where no terminal says how wide it is. */
  static final int WIDTH = 100;

  private static final int NARROWEST = 60;
  private static final int WIDEST = 200;

  private Layout() {}

  /** The width to write for on a screen that is so wide. */
  static int columns(int screen) {
    return Math.max(NARROWEST, Math.min(WIDEST, screen));
  }

  /** The text in lines of at most {@code width} columns, broken at blanks where there are any. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text.strip();
    while (rest.length() > width) {
      int blank = rest.lastIndexOf(' ', width);
      int cut = blank > 0 ? blank : width;
      lines.add(rest.substring(0, cut).stripTrailing());
      rest = rest.substring(cut).strip();
    }
    lines.add(rest);
    return lines;
  }

  /** The text, cut to {@code width} columns with three dots where it was longer. */
  static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 3) + "...";
  }

  /** The text filled with blanks to {@code width} columns. */
  static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** A duration as a person would say it: {@code 0.3 s}, {@code 45 s}, {@code 2 min 5 s}. */
  static String duration(long millis) {
    long seconds = (millis + 500) / 1000;
    if (millis < 9_950) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7200) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }

  /** A number with its noun: {@code 1 patch}, {@code 3 patches}. */
  static String count(long n, String one, String many) {
    return n + " " + (n == 1 ? one : many);
  }

  /** A word that a POSIX shell reads back as it is. */
  static String shellWord(String text) {
    return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
