// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.GateRecord;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the page of several scenarios shows; their consoles are on the pages of their runs. */
final class ScenariosView {
  private ScenariosView() {}

  static HtmlView.Scenarios of(ScenarioSet set) {
    List<HtmlView.Part> parts = new ArrayList<>();
    int splats = 0;
    for (ScenarioSet.Part part : set.parts()) {
      HtmlView.Part shown = part(part, splats);
      splats += shown.splats().size();
      parts.add(shown);
    }
    return new HtmlView.Scenarios(
        set.verdict().outcome()
            + ": "
            + Layout.count(set.parts().size(), "scenario", "scenarios")
            + " on "
            + Printable.line(set.tree()),
        HtmlReport.head(set.verdict()),
        List.of(
            HtmlReport.fact("tree", set.tree()),
            HtmlReport.fact("began", set.started().toString()),
            HtmlReport.fact("took", Layout.duration(set.durationMillis())),
            HtmlReport.fact("directory", set.directory().toString())),
        parts);
  }

  /**
   * One scenario, with the evidence of the run that decided it.
   *
   * @param before how many splats stand above it on the page
   */
  private static HtmlView.Part part(ScenarioSet.Part part, int before) {
    List<Case> cases = Case.of(part);
    Optional<RunRecord> judged = judged(cases);
    List<HtmlView.Report> reports = new ArrayList<>();
    for (Splat splat : judged.map(RunRecord::splats).orElse(List.of())) {
      int number = before + reports.size() + 1;
      reports.add(SplatView.of(splat, number, judged.orElseThrow(), false));
    }
    return new HtmlView.Part(
        Printable.line(part.scenario()),
        HtmlReport.kind(part.verdict().outcome()),
        part.verdict().outcome().name(),
        Printable.line(part.verdict().reason()),
        cases.stream().map(ScenariosView::row).toList(),
        part.gate().map(GateRecord::notes).orElse(List.of()).stream().map(Printable::line).toList(),
        judged.map(HtmlReport::rows).orElse(List.of()),
        judged.map(HtmlReport::reached).orElse(List.of()),
        judged.flatMap(RunRecord::sweep).map(HtmlReport::grid),
        reports,
        judged.map(HtmlReport::facts).orElse(List.of()));
  }

  /** The first run that did not pass, else the last. */
  private static Optional<RunRecord> judged(List<Case> cases) {
    return cases.stream()
        .filter(each -> !each.verdict().passed())
        .flatMap(each -> each.run().stream())
        .findFirst()
        .or(() -> cases.get(cases.size() - 1).run());
  }

  private static HtmlView.Judged row(Case each) {
    return new HtmlView.Judged(
        HtmlReport.kind(each.verdict().outcome()),
        Printable.line(each.name()),
        each.verdict().outcome() + ": " + Printable.line(each.verdict().reason()),
        Layout.duration(each.millis()));
  }
}
