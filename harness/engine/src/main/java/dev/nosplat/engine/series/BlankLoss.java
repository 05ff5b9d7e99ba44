// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import java.util.List;

/**
 * What happened to the white space at the beginning of lines. The lines that the patch shares with
 * the tree tell, since the tree still has theirs.
 */
enum BlankLoss {
  /** Nothing but perhaps the first column of context lines. */
  INTACT,
  /** Tabs were expanded with the sign in column 0, so the first became seven blanks. */
  COLUMNS,
  /** Each tab became eight blanks. */
  EIGHT,
  /** Each tab became four blanks. */
  FOUR,
  /** Each tab became two blanks. */
  TWO,
  /** Each tab became one blank. */
  ONE,
  /** Tabs were deleted, blanks kept. */
  NO_TABS,
  /** Any white space became one blank, as HTML shows it. */
  COLLAPSED,
  /** It is all gone. */
  STRIPPED;

  private static final int WIDEST = 160;

  /**
   * A line that both have.
   *
   * @param tree its white space in the tree
   * @param came what came instead
   * @param context whether it is context, whose own first column may be in {@code came} or lost
   */
  record Evidence(String tree, String came, boolean context) {}

  /** The white space at the beginning of a line. */
  static String lead(String line) {
    int end = 0;
    while (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
      end++;
    }
    return line.substring(0, end);
  }

  /** What this makes of white space that was in the file. */
  String mangle(String lead) {
    return switch (this) {
      case INTACT -> lead;
      case COLUMNS -> {
        int column = CIndent.column(" " + lead) - 1;
        yield " ".repeat(Math.max(0, column));
      }
      case EIGHT -> lead.replace("\t", "        ");
      case FOUR -> lead.replace("\t", "    ");
      case TWO -> lead.replace("\t", "  ");
      case ONE -> lead.replace("\t", " ");
      case NO_TABS -> lead.replace("\t", "");
      case COLLAPSED -> lead.isEmpty() ? "" : " ";
      case STRIPPED -> "";
    };
  }

  /** Whether this made of the tree's white space what came. */
  boolean explains(Evidence evidence) {
    String mangled = mangle(evidence.tree());
    String came = evidence.came();
    if (!evidence.context()) {
      return came.equals(mangled);
    }
    // The first column of context may be there, or lost, or one with the white space behind it.
    boolean columns = this == COLUMNS && came.length() == mangled.length() + 1;
    boolean collapsed =
        (this == COLLAPSED || this == STRIPPED) && came.length() <= 1 && !came.equals("\t");
    return came.equals(mangled) || came.equals(" " + mangled) || columns || collapsed;
  }

  /** An added line's white space as it came, and what the coding style asks for there. */
  record Added(String came, String expected) {}

  /**
   * Finds out: what explains most of what is known. Among equals the least loss is taken.
   *
   * @param shared lines that patch and tree share
   * @param added the added lines
   */
  static BlankLoss detect(List<Evidence> shared, List<Added> added) {
    if (added.stream().anyMatch(line -> line.came().startsWith("\t"))) {
      return INTACT; // A tab survived: nothing took tabs away.
    }
    List<Evidence> telling = shared.stream().filter(e -> e.tree().contains("\t")).toList();
    BlankLoss best = INTACT;
    long most = -1;
    for (BlankLoss loss : values()) {
      long explained = telling.stream().filter(loss::explains).count();
      long asked = added.stream().filter(a -> loss.mangle(a.expected()).equals(a.came())).count();
      // What was expected is only an opinion: it decides between equals.
      long merit = explained * (added.size() + 1L) + asked;
      if (merit > most) {
        most = merit;
        best = loss;
      }
    }
    return best;
  }

  /**
   * The white space that an added line had.
   *
   * @param came what came
   * @param expected what the coding style and the lines above ask for
   */
  String restore(String came, String expected) {
    if (this == INTACT || came.contains("\t")) {
      return came;
    }
    if (mangle(expected).equals(came)) {
      return expected;
    }
    if (this == COLLAPSED || this == STRIPPED) {
      return came.isEmpty() && this == COLLAPSED ? "" : expected.isEmpty() ? "\t" : expected;
    }
    // Every column that would have come so; the nearest to the expected one is meant.
    int wanted = CIndent.column(expected);
    int best = -1;
    for (int column = 0; column <= WIDEST; column++) {
      boolean same = mangle(CIndent.blanks(column)).equals(came);
      if (same && (best < 0 || Math.abs(column - wanted) < Math.abs(best - wanted))) {
        best = column;
      }
    }
    return best < 0 ? came : CIndent.blanks(best);
  }
}
