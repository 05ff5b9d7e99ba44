// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.ControlRun;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.ScenarioSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Several scenarios on a terminal: which one decided, and a line or two for each. */
final class ScenariosPage {
  private final Palette palette;
  private final TerminalPage page;

  ScenariosPage(Palette palette, TerminalPage page) {
    this.palette = palette;
    this.page = page;
  }

  /** Its lines; the report of the part that decides is not among them. */
  List<String> of(ScenarioSet set) {
    List<String> lines = new ArrayList<>(page.verdict(set.verdict()));
    lines.add("");
    lines.add(page.named("tree", Printable.line(set.tree())));
    lines.add(page.named("took", Layout.duration(set.durationMillis())));
    lines.add("");
    int width =
        TerminalPage.width(
            set.parts().stream().map(ScenarioSet.Part::scenario),
            "scenario",
            page.columns() * 4 / 10);
    lines.add(
        TerminalPage.INDENT
            + palette.faint(
                "     " + Layout.pad("scenario", width) + "verdict       took       evidence"));
    for (ScenarioSet.Part part : set.parts()) {
      lines.addAll(part(part, part.equals(ScenarioSet.decisive(set.parts())), width));
    }
    lines.add("");
    lines.add(
        page.named(
            "artifacts", Printable.line(set.directory().toString()) + ": " + ScenarioSet.FILE));
    return lines;
  }

  /**
   * One scenario.
   *
   * @param decisive whether its reason is the one at the top
   */
  private List<String> part(ScenarioSet.Part part, boolean decisive, int width) {
    boolean passed = part.verdict().passed();
    List<String> lines = new ArrayList<>();
    lines.add(
        TerminalPage.INDENT
            + (passed ? palette.good("ok   ") : palette.bad("NO   "))
            + TerminalPage.cell(part.scenario(), width)
            + Layout.pad(part.verdict().outcome().name(), 14)
            + Layout.pad(Layout.duration(part.millis()), 11)
            + evidence(part));
    if (!passed && !decisive) {
      lines.addAll(page.hang(" ".repeat(7), 7, part.verdict().reason()));
    }
    control(part).ifPresent(control -> lines.addAll(page.hang(" ".repeat(7), 7, control(control))));
    directory(part)
        .ifPresent(
            directory ->
                lines.add(
                    " ".repeat(7)
                        + "./nosplat report "
                        + Printable.line(Layout.shellWord(directory.toString()))));
    return lines;
  }

  private static String control(ControlRun control) {
    return "control " + control.name() + ": " + control.note();
  }

  private static Optional<ControlRun> control(ScenarioSet.Part part) {
    return part.control().or(() -> part.gate().flatMap(GateRecord::control));
  }

  private static Optional<Path> directory(ScenarioSet.Part part) {
    return part.run().map(RunRecord::directory).or(() -> part.gate().map(GateRecord::directory));
  }

  /** How much of its evidence was met; of a gate that of the last run with the whole series. */
  static String evidence(ScenarioSet.Part part) {
    List<Requirement> rows = run(part).map(run -> run.evidence().requirements()).orElse(List.of());
    return rows.isEmpty()
        ? "none"
        : rows.stream().filter(Requirement::met).count() + " of " + rows.size() + " met";
  }

  private static Optional<RunRecord> run(ScenarioSet.Part part) {
    return part.run()
        .or(
            () ->
                part.gate()
                    .map(gate -> gate.steps().get(gate.steps().size() - 1).runs())
                    .map(runs -> runs.get(runs.size() - 1)));
  }
}
