// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the lines that a patch shares with the tree tell about the damage, since the tree still has
 * their white space.
 */
final class DamageEvidence {
  private final List<Start> starts = new ArrayList<>();
  private final List<Added> added = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();

  /**
   * The white space at the beginning of a line that both have.
   *
   * @param tree in the tree
   * @param came what came instead
   * @param context whether it is context, whose own first column may be in {@code came} or lost
   */
  private record Start(String tree, String came, boolean context) {
    boolean explainedBy(Damage damage, Columns columns) {
      String damaged = damage.atLineStart(tree);
      if (!context) {
        return came.equals(damaged);
      }
      // The first column of context may be there, or lost, or one with the white space behind it.
      boolean expanded = damage == Damage.TABS_EXPANDED && came.length() == damaged.length() + 1;
      boolean collapsed =
          (damage == Damage.COLLAPSED || damage == Damage.STRIPPED)
              && came.length() <= 1
              && !came.equals("\t");
      return (columns != Columns.KEPT && came.equals(damaged))
          || (columns != Columns.LOST && came.equals(" " + damaged))
          || expanded
          || collapsed;
    }
  }

  /** What became of the first column of context, as lines at the margin tell. */
  private enum Columns {
    KEPT,
    LOST,
    UNKNOWN
  }

  private Columns columns() {
    List<String> margin =
        starts.stream().filter(s -> s.context() && s.tree().isEmpty()).map(Start::came).toList();
    boolean kept = margin.contains(" ");
    boolean lost = margin.contains("");
    return kept == lost ? Columns.UNKNOWN : kept ? Columns.KEPT : Columns.LOST;
  }

  /**
   * White space between two words of a line that both have.
   *
   * @param column where it begins in the diff, whose first column is the sign
   */
  private record Gap(String tree, String came, int column) {
    boolean explainedBy(Damage damage) {
      return damage.insideLine(tree, column).equals(came);
    }
  }

  /** An added line's white space as it came, and what the coding style asks for there. */
  private record Added(String came, String expected, boolean inside) {
    boolean tabs() {
      return inside || came.indexOf('\t') >= 0;
    }
  }

  /** Takes in a line that patch and tree share. */
  void shared(String tree, String came, boolean context) {
    starts.add(new Start(TabStops.lead(tree), TabStops.lead(came), context));
    gaps(tree, came);
  }

  /** Takes in an added line. */
  void added(String came, String expected) {
    added.add(new Added(TabStops.lead(came), expected, came.strip().indexOf('\t') >= 0));
  }

  /** The gaps with more than a blank in them, of two lines that differ in white space alone. */
  private void gaps(String tree, String came) {
    int i = TabStops.lead(tree).length();
    int j = TabStops.lead(came).length();
    int column = TabStops.after(1, TabStops.lead(tree));
    while (i < tree.length() && j < came.length()) {
      int from = i;
      int other = j;
      int begins = column;
      for (; i < tree.length() && TabStops.isBlank(tree.charAt(i)); i++) {
        column = TabStops.after(column, tree.charAt(i));
      }
      while (j < came.length() && TabStops.isBlank(came.charAt(j))) {
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
  }

  /**
   * What happened at the beginning of lines: what explains most of what is known. Among equals the
   * least loss is taken.
   */
  Damage atLineStart() {
    if (added.stream().anyMatch(line -> line.came().startsWith("\t"))) {
      return Damage.INTACT; // A tab survived: nothing took tabs away.
    }
    // Blanks that survived tell as much as tabs do: nothing was stripped.
    List<Start> telling = starts.stream().filter(s -> !s.tree().isEmpty()).toList();
    if (telling.isEmpty() && !gaps.isEmpty()) {
      return insideLine(Damage.INTACT);
    }
    Columns columns = columns();
    int longest = added.stream().mapToInt(line -> line.came().length()).max().orElse(0);
    if (longest > 1 && onlyContextIsStripped(telling)) {
      return Damage.INTACT;
    }
    Damage best = Damage.INTACT;
    long most = -1;
    for (Damage damage : Damage.values()) {
      if (longest > damage.longestLead()) {
        continue;
      }
      long explained = telling.stream().filter(s -> s.explainedBy(damage, columns)).count();
      long asked =
          added.stream().filter(a -> damage.atLineStart(a.expected()).equals(a.came())).count();
      // What was expected is only an opinion: it decides between equals.
      long merit = explained * (added.size() + 1L) + asked;
      if (merit > most) {
        most = merit;
        best = damage;
      }
    }
    return best;
  }

  /**
   * Every damage that explains as many of the shared lines as the one that was chosen: what any of
   * them would have taken is uncertain.
   */
  List<Damage> rivals(Damage chosen) {
    List<Start> telling = starts.stream().filter(s -> !s.tree().isEmpty()).toList();
    if (chosen == Damage.INTACT || telling.isEmpty()) {
      return List.of(chosen);
    }
    Columns columns = columns();
    int longest = added.stream().mapToInt(line -> line.came().length()).max().orElse(0);
    long explained = telling.stream().filter(s -> s.explainedBy(chosen, columns)).count();
    return Arrays.stream(Damage.values())
        .filter(damage -> longest <= damage.longestLead())
        .filter(
            damage ->
                telling.stream().filter(s -> s.explainedBy(damage, columns)).count() >= explained)
        .toList();
  }

  /**
   * Whether whole lines were stripped: context lost blanks, which no loss of tabs explains, and
   * what stands behind a sign kept them.
   */
  private static boolean onlyContextIsStripped(List<Start> telling) {
    return telling.stream()
            .allMatch(
                s -> s.explainedBy(s.context() ? Damage.STRIPPED : Damage.INTACT, Columns.UNKNOWN))
        && telling.stream()
            .anyMatch(s -> s.context() && !s.explainedBy(Damage.TABS_DELETED, Columns.UNKNOWN));
  }

  /**
   * Whether nothing that came had a tab, or should have had one by the tree, so that nobody knows
   * what would have become of it.
   */
  boolean isSilent() {
    return added.stream().noneMatch(Added::tabs)
        && starts.stream().noneMatch(s -> s.tree().indexOf('\t') >= 0)
        && gaps.stream().noneMatch(gap -> gap.tree().indexOf('\t') >= 0);
  }

  /**
   * What happened inside of lines.
   *
   * @param start what happened at their beginning; decides where no gap tells
   */
  Damage insideLine(Damage start) {
    if (added.stream().anyMatch(Added::inside)) {
      return Damage.INTACT;
    }
    Damage best = start;
    long most = gaps.stream().filter(gap -> gap.explainedBy(start)).count();
    for (Damage damage : Damage.values()) {
      long explained = gaps.stream().filter(gap -> gap.explainedBy(damage)).count();
      if (explained > most) {
        most = explained;
        best = damage;
      }
    }
    return best;
  }
}
