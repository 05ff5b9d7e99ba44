// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import java.util.ArrayList;
import java.util.List;

/** What happened to tabs inside of lines, as the lines tell that patch and tree share. */
enum InnerLoss {
  /** Nothing. */
  INTACT,
  /** They were expanded to the next tab stop, with the line's sign in column 0. */
  COLUMNS,
  /** Each became eight blanks. */
  EIGHT,
  /** Each became four blanks. */
  FOUR,
  /** Each became two blanks. */
  TWO,
  /** Each became one blank. */
  ONE,
  /** They were deleted. */
  NONE,
  /** Any white space became one blank. */
  COLLAPSED;

  /**
   * White space between two words of a line that both have.
   *
   * @param tree as it is in the tree
   * @param came as it came
   * @param column where it begins in the diff, whose first column is the sign
   */
  record Gap(String tree, String came, int column) {}

  /** The gaps with more than a blank in them, of two lines that differ in white space alone. */
  static List<Gap> gaps(String tree, String came) {
    List<Gap> gaps = new ArrayList<>();
    int i = BlankLoss.lead(tree).length();
    int j = BlankLoss.lead(came).length();
    int column = CIndent.column(" " + tree);
    while (i < tree.length() && j < came.length()) {
      int from = i;
      int other = j;
      int begins = column;
      for (; i < tree.length() && blank(tree.charAt(i)); i++) {
        column += tree.charAt(i) == '\t' ? 8 - column % 8 : 1;
      }
      while (j < came.length() && blank(came.charAt(j))) {
        j++;
      }
      String gap = tree.substring(from, i);
      if (i < tree.length() && j < came.length() && (gap.contains("\t") || gap.length() > 1)) {
        gaps.add(new Gap(gap, came.substring(other, j), begins));
      }
      i++;
      j++;
      column++;
    }
    return gaps;
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }

  private String mangle(Gap gap) {
    return switch (this) {
      case INTACT -> gap.tree();
      case COLUMNS -> {
        int column = gap.column();
        for (char c : gap.tree().toCharArray()) {
          column += c == '\t' ? 8 - column % 8 : 1;
        }
        yield " ".repeat(column - gap.column());
      }
      case EIGHT -> gap.tree().replace("\t", "        ");
      case FOUR -> gap.tree().replace("\t", "    ");
      case TWO -> gap.tree().replace("\t", "  ");
      case ONE -> gap.tree().replace("\t", " ");
      case NONE -> gap.tree().replace("\t", "");
      case COLLAPSED -> " ";
    };
  }

  /**
   * Finds out.
   *
   * @param gaps what the shared lines show
   * @param loss what happened at the beginning of lines; decides where no gap tells
   */
  static InnerLoss detect(List<Gap> gaps, BlankLoss loss) {
    InnerLoss best = like(loss);
    long most = gaps.stream().filter(gap -> like(loss).mangle(gap).equals(gap.came())).count();
    for (InnerLoss inner : values()) {
      long explained = gaps.stream().filter(gap -> inner.mangle(gap).equals(gap.came())).count();
      if (explained > most) {
        most = explained;
        best = inner;
      }
    }
    return best;
  }

  private static InnerLoss like(BlankLoss loss) {
    return switch (loss) {
      case INTACT -> INTACT;
      case COLUMNS -> COLUMNS;
      case EIGHT -> EIGHT;
      case FOUR -> FOUR;
      case TWO -> TWO;
      case ONE -> ONE;
      case NO_TABS -> NONE;
      case COLLAPSED, STRIPPED -> COLLAPSED;
    };
  }

  /** Whether a gap of one blank may have been a wide one. */
  boolean narrows() {
    return this == ONE || this == COLLAPSED || this == COLUMNS;
  }

  /**
   * The text with tabs where a run of blanks can only have been tabs.
   *
   * @param before how many columns came before it, the sign included
   */
  String widen(int before, String text) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      int start = i;
      while (i < text.length() && text.charAt(i) == ' ') {
        i++;
      }
      boolean sentence = start > 0 && text.charAt(start - 1) == '.';
      int run = i - start;
      int tabs = run > 1 && !sentence ? tabs(before + start, run) : 0;
      out.append(tabs > 0 ? "\t".repeat(tabs) : " ".repeat(run));
      if (i < text.length()) {
        out.append(text.charAt(i));
        i++;
      }
    }
    return out.toString();
  }

  private int tabs(int at, int run) {
    return switch (this) {
      case EIGHT -> run % 8 == 0 ? run / 8 : 0;
      case FOUR -> run % 4 == 0 ? run / 4 : 0;
      case TWO -> run % 2 == 0 ? run / 2 : 0;
      case ONE -> run;
      case COLUMNS -> (at + run) % 8 == 0 ? (at + run) / 8 - at / 8 : 0;
      case INTACT, NONE, COLLAPSED -> 0;
    };
  }
}
