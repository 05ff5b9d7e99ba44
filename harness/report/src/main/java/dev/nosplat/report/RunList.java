// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.GateRecord;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.record.Verdict;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Runs and gates by a line each, the newest first. */
public final class RunList {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  private final Palette palette;
  private final int columns;
  private final List<Row> rows = new ArrayList<>();

  private record Row(Instant started, String id, Verdict verdict, String took, String what) {}

  /**
   * An empty list.
   *
   * @param columns how wide its lines may be
   */
  public RunList(TerminalReport.Colours colours, int columns) {
    this.palette = new Palette(colours);
    this.columns = columns;
  }

  /** Takes in a run. */
  public void add(RunRecord run) {
    String tree =
        run.subject().release().isEmpty() ? run.subject().tree() : run.subject().release();
    String patches =
        run.subject().patches().isEmpty()
            ? "unpatched"
            : String.join("; ", run.subject().patches());
    String splat = run.splats().isEmpty() ? "" : ": " + run.splats().get(0).title();
    add(
        run.started(),
        run.id(),
        run.verdict(),
        run.durationMillis(),
        tree + ", " + patches + splat);
  }

  /** Takes in a gate. */
  public void add(GateRecord gate) {
    String what = gate.tree() + ", " + gate.steps().get(gate.steps().size() - 1).change();
    add(gate.started(), gate.id(), gate.verdict(), gate.durationMillis(), "gate of " + what);
  }

  /** Takes in several scenarios of one command. */
  public void add(ScenarioSet set) {
    String what =
        set.parts().size()
            + " scenarios on "
            + set.tree()
            + (set.verdict().passed() ? "" : ": " + set.verdict().reason());
    add(set.started(), set.id(), set.verdict(), set.durationMillis(), what);
  }

  private void add(Instant started, String id, Verdict verdict, long millis, String what) {
    rows.add(
        new Row(
            started, Printable.line(id), verdict, Layout.duration(millis), Printable.line(what)));
  }

  /**
   * The table, with a newline at its end.
   *
   * @param most rows at most; the rest is counted
   */
  public String text(int most) {
    if (rows.isEmpty()) {
      return "no runs are kept\n";
    }
    List<Row> shown =
        rows.stream()
            .sorted(Comparator.comparing(Row::started).thenComparing(Row::id).reversed())
            .limit(most)
            .toList();
    int id = shown.stream().mapToInt(r -> r.id().length()).max().orElse(0) + 2;
    int verdict =
        shown.stream().mapToInt(r -> r.verdict().outcome().name().length()).max().orElse(0) + 2;
    int took = shown.stream().mapToInt(r -> r.took().length()).max().orElse(0) + 2;
    StringBuilder text = new StringBuilder();
    for (Row row : shown) {
      String word = row.verdict().outcome().name();
      int left = columns - id - verdict - took;
      text.append(Layout.pad(row.id(), id))
          .append(palette.outcome(row.verdict().outcome()))
          .append(" ".repeat(verdict - word.length()))
          .append(Layout.pad(row.took(), took))
          .append(Layout.cut(row.what(), Math.max(10, left)))
          .append('\n');
    }
    if (rows.size() > shown.size()) {
      text.append("and ").append(rows.size() - shown.size()).append(" older ones\n");
    }
    return text.toString();
  }

  /** When a run began, as the lists show it. */
  static String stamp(Instant started) {
    return STAMP.format(started);
  }
}
