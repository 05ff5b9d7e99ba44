// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a C file goes on with lines within parentheses, as most of its own lines have it. */
final class ContinuationStyle {
  private static final int ALIGNED = -1;
  private static final int TAB = 8;

  /** Parentheses that are continued in a way of their own. */
  private enum Kind {
    PARAMETERS,
    ARGUMENTS,
    OPEN_PARAMETERS,
    OPEN_ARGUMENTS;

    /** That of a parenthesis; it is open if nothing follows it in its line. */
    static Kind of(CState.Frame top, boolean outermost) {
      boolean open = top.inside < 0;
      return outermost ? (open ? OPEN_PARAMETERS : PARAMETERS) : open ? OPEN_ARGUMENTS : ARGUMENTS;
    }

    boolean isOpen() {
      return this == OPEN_PARAMETERS || this == OPEN_ARGUMENTS;
    }
  }

  private final Map<Kind, Integer> steps;

  private ContinuationStyle(Map<Kind, Integer> steps) {
    this.steps = steps;
  }

  /** That of a file. */
  static ContinuationStyle of(List<String> lines) {
    Map<Kind, Map<Integer, Integer>> seen = new EnumMap<>(Kind.class);
    CIndent indent = new CIndent(new ContinuationStyle(Map.of()));
    for (String line : lines) {
      String text = line.strip();
      CState state = indent.state();
      CState.Frame top = state.frames.peek();
      if (top != null && state.inParenthesis() && state.comment < 0 && !isTail(text)) {
        int column = TabStops.column(line);
        Kind kind = Kind.of(top, state.frames.size() == 1);
        int step = !kind.isOpen() && column == top.inside ? ALIGNED : column - top.statement;
        if (step == ALIGNED || step > 0) {
          seen.computeIfAbsent(kind, x -> new HashMap<>()).merge(step, 1, Integer::sum);
        }
      }
      indent.feed(line);
    }
    Map<Kind, Integer> steps = new EnumMap<>(Kind.class);
    seen.forEach((kind, counts) -> steps.put(kind, most(counts, kind)));
    return new ContinuationStyle(steps);
  }

  private static boolean isTail(String text) {
    return text.isEmpty() || text.startsWith(")") || text.startsWith("]") || text.startsWith("#");
  }

  /** The most frequent one; what is usual among equals. */
  private static int most(Map<Integer, Integer> counts, Kind kind) {
    int best = usual(kind);
    int most = counts.getOrDefault(best, 0);
    for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > most) {
        most = entry.getValue();
        best = entry.getKey();
      }
    }
    return best;
  }

  private static int usual(Kind kind) {
    return kind.isOpen() ? TAB : ALIGNED;
  }

  /**
   * The column of a continued line.
   *
   * @param top the innermost parenthesis
   * @param outermost whether nothing is open around it
   */
  int column(CState.Frame top, boolean outermost) {
    Kind kind = Kind.of(top, outermost);
    int step = steps.getOrDefault(kind, usual(kind));
    return step == ALIGNED ? top.inside : top.statement + step;
  }
}
