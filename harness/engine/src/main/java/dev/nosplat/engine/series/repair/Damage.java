// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

/** What a browser, a mail client or an archive did to white space, the least loss first. */
enum Damage {
  /** Nothing but perhaps the first column of context lines. */
  INTACT("nothing"),
  /** Tabs were expanded to tab stops with the sign in column 0, so the first became seven. */
  TABS_EXPANDED("tabs became blanks, by column"),
  /** Each tab became eight blanks. */
  TAB_TO_8("each tab became eight blanks"),
  /** Each tab became four blanks. */
  TAB_TO_4("each tab became four blanks"),
  /** Each tab became two blanks. */
  TAB_TO_2("each tab became two blanks"),
  /** Each tab became one blank. */
  TAB_TO_1("each tab became one blank"),
  /** Tabs were deleted, blanks kept. */
  TABS_DELETED("tabs were deleted"),
  /** Any white space became one blank, as HTML shows it. */
  COLLAPSED("white space became one blank"),
  /** What stood at the beginning of lines is gone; inside of them any became one blank. */
  STRIPPED("indentation was lost");

  private static final int WIDEST = 160;

  private final String words;

  Damage(String words) {
    this.words = words;
  }

  /** For a person. */
  String words() {
    return words;
  }

  /** What this makes of white space at the beginning of a line of a file. */
  String atLineStart(String lead) {
    return switch (this) {
      case INTACT -> lead;
      // The sign before it has column 0.
      case TABS_EXPANDED -> " ".repeat(TabStops.after(1, lead) - 1);
      case TAB_TO_8 -> lead.replace("\t", " ".repeat(8));
      case TAB_TO_4 -> lead.replace("\t", " ".repeat(4));
      case TAB_TO_2 -> lead.replace("\t", " ".repeat(2));
      case TAB_TO_1 -> lead.replace("\t", " ");
      case TABS_DELETED -> lead.replace("\t", "");
      case COLLAPSED -> lead.isEmpty() ? "" : " ";
      case STRIPPED -> "";
    };
  }

  /**
   * What this makes of white space between two words.
   *
   * @param column where it begins in the diff, whose first column is the sign
   */
  String insideLine(String gap, int column) {
    return switch (this) {
      case TABS_EXPANDED -> " ".repeat(TabStops.after(column, gap) - column);
      case STRIPPED -> COLLAPSED.atLineStart(gap);
      default -> atLineStart(gap);
    };
  }

  /** How many blanks this leaves at the beginning of a line at most. */
  int longestLead() {
    return this == STRIPPED ? 0 : this == COLLAPSED ? 1 : Integer.MAX_VALUE;
  }

  /** Whether more than one indentation would have come as this did. */
  boolean isAmbiguous(String came) {
    int readings = 0;
    for (int column = 0; column <= WIDEST && readings < 2; column++) {
      readings += atLineStart(TabStops.reach(column)).equals(came) ? 1 : 0;
    }
    return readings > 1;
  }

  /** Whether a gap of one blank may have been a wide one. */
  boolean narrows() {
    return this == TAB_TO_1 || this == COLLAPSED || this == STRIPPED || this == TABS_EXPANDED;
  }

  /**
   * The white space that a line began with.
   *
   * @param came what came
   * @param expected what the coding style and the lines above ask for
   */
  String restoreLineStart(String came, String expected) {
    if (this == INTACT || came.contains("\t")) {
      return came;
    }
    if (atLineStart(expected).equals(came)) {
      return expected;
    }
    if (this == COLLAPSED || this == STRIPPED) {
      return came.isEmpty() && this == COLLAPSED ? "" : expected.isEmpty() ? "\t" : expected;
    }
    // Every column that would have come so; the nearest to the expected one is meant.
    int wanted = TabStops.column(expected);
    int best = -1;
    for (int column = 0; column <= WIDEST; column++) {
      boolean same = atLineStart(TabStops.reach(column)).equals(came);
      if (same && (best < 0 || Math.abs(column - wanted) < Math.abs(best - wanted))) {
        best = column;
      }
    }
    return best < 0 ? came : TabStops.reach(best);
  }

  /**
   * The text with tabs where a run of blanks can only have been tabs.
   *
   * @param before how many columns came before it, the sign included
   */
  String restoreInside(int before, String text) {
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
      case TAB_TO_8 -> run % 8 == 0 ? run / 8 : 0;
      case TAB_TO_4 -> run % 4 == 0 ? run / 4 : 0;
      case TAB_TO_2 -> run % 2 == 0 ? run / 2 : 0;
      case TAB_TO_1 -> run;
      case TABS_EXPANDED -> (at + run) % 8 == 0 ? (at + run) / 8 - at / 8 : 0;
      case INTACT, TABS_DELETED, COLLAPSED, STRIPPED -> 0;
    };
  }
}
