// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Puts back the tabs inside of added lines: between a macro's name and its value, before a comment,
 * before a backslash at the end. They are taken from a line beside it that is built alike, and only
 * where that line has white space wider than a blank.
 */
final class InnerBlanks {
  private InnerBlanks() {}

  /** The words of a line, and what is between them. */
  private record Words(List<String> words, List<String> gaps) {
    static Words of(String text) {
      List<String> words = new ArrayList<>();
      List<String> gaps = new ArrayList<>();
      int i = 0;
      while (i < text.length()) {
        int start = i;
        while (i < text.length() && !TabStops.isBlank(text.charAt(i))) {
          i++;
        }
        words.add(text.substring(start, i));
        start = i;
        while (i < text.length() && TabStops.isBlank(text.charAt(i))) {
          i++;
        }
        if (i < text.length()) {
          gaps.add(text.substring(start, i));
        }
      }
      return new Words(words, gaps);
    }

    /** Everything before a gap. */
    String start(int gap) {
      StringBuilder start = new StringBuilder(words.get(0));
      for (int i = 0; i < gap; i++) {
        start.append(gaps.get(i)).append(words.get(i + 1));
      }
      return start.toString();
    }

    /** The line with another gap there. */
    String text(int gap, String between) {
      StringBuilder text = new StringBuilder(start(gap)).append(between).append(words.get(gap + 1));
      for (int i = gap + 1; i < gaps.size(); i++) {
        text.append(gaps.get(i)).append(words.get(i + 1));
      }
      return text.toString();
    }
  }

  /** A place between two words of a line that lines beside it may have too. */
  private enum Place {
    MACRO_VALUE,
    ASSIGNMENT,
    NAME,
    COMMENT,
    COMMENT_END,
    ASSEMBLY_COMMENT,
    CONTINUATION,
    COMMENT_TEXT,
    COMMENT_COLUMN;

    /** The gap there; -1 if this is no such line. */
    int in(List<String> words) {
      boolean macro = words.get(0).equals("#define");
      int end = words.size() - 1;
      return switch (this) {
        case MACRO_VALUE -> macro && named(words) ? 1 : -1;
        case ASSIGNMENT -> macro ? -1 : words.indexOf("=") - 1;
        case NAME -> macro ? -1 : declarator(words);
        case COMMENT -> words.indexOf("/*") - 1;
        case COMMENT_END -> words.indexOf("/*") >= 0 ? words.lastIndexOf("*/") - 1 : -1;
        case CONTINUATION -> CONTINUED.contains(words.get(end)) ? end - 1 : -1;
        case ASSEMBLY_COMMENT -> CONTINUED.contains(words.get(end)) ? words.indexOf("#") - 1 : -1;
        case COMMENT_TEXT -> words.get(0).equals("*") && end > 0 ? 0 : -1;
        case COMMENT_COLUMN -> words.get(0).equals("*") && end > 1 ? 1 : -1;
      };
    }

    boolean isText() {
      return this == COMMENT_TEXT || this == COMMENT_COLUMN;
    }

    /** Whether a line that has such a gap too is of the same kind. */
    boolean fits(String lead, Words words, String line, Words model) {
      return switch (this) {
        case ASSIGNMENT ->
            TabStops.lead(line).equals(lead)
                && words.words().get(0).startsWith(".") == model.words().get(0).startsWith(".");
        case COMMENT_COLUMN -> wide(model.gaps().get(0)) && model.gaps().get(1).indexOf('\t') >= 0;
        default -> true;
      };
    }
  }

  /** What a line ends with that goes on: a macro, or a string of several lines. */
  private static final Set<String> CONTINUED = Set.of("\\", "\\n\\");

  /**
   * A line's text with wide gaps where a line like it has them.
   *
   * @param lead the white space before the text, restored
   * @param text the text, its gaps narrowed
   * @param models lines nearby, the best first, as they are in the tree
   */
  static String restore(String lead, String text, List<String> models) {
    String restored = text;
    for (Place place : Place.values()) {
      Words words = Words.of(restored);
      int gap = place.in(words.words());
      if (gap >= 0 && gap < words.gaps().size() && words.gaps().get(gap).equals(" ")) {
        restored = like(lead, words, gap, place, models);
      }
    }
    return restored;
  }

  /** With the gap of the first model that has one there. */
  private static String like(String lead, Words words, int gap, Place place, List<String> models) {
    String text = words.text(gap, " ");
    int narrow = Integer.MAX_VALUE;
    for (String line : models) {
      Words model = Words.of(line.strip());
      int there = place.in(model.words());
      if (place.isText() && line.strip().equals("*")) {
        return text; // Another paragraph.
      }
      if (there < 0 || there >= model.gaps().size() || !place.fits(lead, words, line, model)) {
        continue;
      }
      int column = column(TabStops.lead(line), model, there + 1);
      String between = model.gaps().get(there);
      if (wide(between)) {
        String filled = filled(TabStops.width(lead + words.start(gap)), column, between);
        // A narrow gap nearer by, with room for more, says that lines are not aligned here.
        if (column > narrow) {
          return text;
        }
        if (!filled.isEmpty()) {
          return words.text(gap, filled);
        }
        continue;
      }
      narrow = Math.min(narrow, column);
    }
    return text;
  }

  /** White space from one column to another, made as the model's is; empty if there is none. */
  private static String filled(int from, int to, String model) {
    if (model.indexOf('\t') < 0) {
      return " ".repeat(Math.max(0, to - from));
    }
    StringBuilder blanks = new StringBuilder(model.startsWith(" \t") ? " " : "");
    int at = from + blanks.length();
    while (at < to) {
      blanks.append('\t');
      at = TabStops.after(at, '\t');
    }
    return at == to ? blanks.toString() : "";
  }

  /** Whether a macro's name, with its parameters, is one word. */
  private static boolean named(List<String> words) {
    String name = words.size() > 1 ? words.get(1) : "(";
    return name.indexOf('(') < 0 || name.endsWith(")");
  }

  private static boolean wide(String gap) {
    return gap.contains("\t") || gap.length() > 1;
  }

  /** The gap before the name that a declaration of a member declares; -1 if it is none. */
  private static int declarator(List<String> words) {
    int end = words.indexOf("/*") >= 0 ? words.indexOf("/*") : words.size();
    boolean declares = end >= 2 && words.get(end - 1).endsWith(";") && words.get(0).matches("\\w+");
    boolean statement =
        words.stream()
            .limit(Math.max(0, end))
            .anyMatch(w -> w.contains("(") || w.equals("=") || w.equals("return"));
    return declares && !statement ? end - 2 : -1;
  }

  private static int column(String lead, Words words, int word) {
    StringBuilder before = new StringBuilder(lead);
    for (int i = 0; i < word; i++) {
      before.append(words.words().get(i)).append(words.gaps().get(i));
    }
    return TabStops.width(before.toString());
  }
}
