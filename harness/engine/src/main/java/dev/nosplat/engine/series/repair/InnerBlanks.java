// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.ArrayList;
import java.util.List;

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
  }

  /**
   * A line's text with wide gaps where a line like it has them.
   *
   * @param lead the white space before the text, restored
   * @param text the text, its gaps narrowed
   * @param models lines nearby, the best first, as they are in the tree
   */
  static String restore(String lead, String text, List<String> models) {
    Words words = Words.of(text);
    if (words.gaps().isEmpty()) {
      return text;
    }
    String restored = text;
    for (String model : models) {
      Words like = Words.of(model.strip());
      for (int[] gap : wideGaps(Words.of(restored), like)) {
        restored =
            aligned(
                lead, Words.of(restored), gap[0], column(TabStops.lead(model), like, gap[1] + 1));
      }
    }
    return restored;
  }

  /** Pairs of a gap here, one blank wide, and the gap of the model that it corresponds to. */
  private static List<int[]> wideGaps(Words words, Words model) {
    List<int[]> pairs = new ArrayList<>();
    List<int[]> candidates = new ArrayList<>();
    List<String> here = words.words();
    List<String> there = model.words();
    boolean define = here.get(0).equals("#define");
    if (define && there.get(0).equals("#define") && named(here) && named(there)) {
      candidates.add(new int[] {1, 1});
    }
    if (!define) {
      candidates.add(new int[] {here.indexOf("=") - 1, there.indexOf("=") - 1});
      candidates.add(new int[] {declarator(here), declarator(there)});
    }
    candidates.add(new int[] {here.indexOf("/*") - 1, there.indexOf("/*") - 1});
    if (last(words).equals("\\") && last(model).equals("\\")) {
      candidates.add(new int[] {here.size() - 2, there.size() - 2});
    }
    for (int[] pair : candidates) {
      boolean both =
          pair[0] >= 0
              && pair[1] >= 0
              && pair[0] < words.gaps().size()
              && pair[1] < model.gaps().size();
      if (both && words.gaps().get(pair[0]).equals(" ") && wide(model.gaps().get(pair[1]))) {
        pairs.add(pair);
      }
    }
    return pairs;
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

  private static String last(Words words) {
    return words.words().get(words.words().size() - 1);
  }

  private static String aligned(String lead, Words words, int gap, int column) {
    StringBuilder text = new StringBuilder(words.words().get(0));
    for (int i = 0; i < words.gaps().size(); i++) {
      String between = words.gaps().get(i);
      if (i == gap) {
        int at = TabStops.width(lead + text);
        StringBuilder tabs = new StringBuilder();
        while (at < column) {
          tabs.append('\t');
          at = TabStops.after(at, '\t');
        }
        between = at == column && !tabs.isEmpty() ? tabs.toString() : between;
      }
      text.append(between).append(words.words().get(i + 1));
    }
    return text.toString();
  }

  private static int column(String lead, Words words, int word) {
    StringBuilder before = new StringBuilder(lead);
    for (int i = 0; i < word; i++) {
      before.append(words.words().get(i)).append(words.gaps().get(i));
    }
    return TabStops.width(before.toString());
  }
}
