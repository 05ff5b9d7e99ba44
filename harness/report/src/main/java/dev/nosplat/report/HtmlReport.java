// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.CampaignRecord;
import dev.nosplat.record.Finding;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Reach;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.record.Step;
import dev.nosplat.record.Sweep;
import dev.nosplat.record.Verdict;
import dev.nosplat.splat.Splat;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run or a gate as one HTML file that needs nothing else: no script, no font, no image, nothing
 * from a network. Readable on a phone, in the dark and in print.
 */
public final class HtmlReport {

  private final TemplateEngine templates;

  /** Makes a report writer. */
  public HtmlReport() {
    this.templates =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, HtmlReport.class.getClassLoader(), "dev.nosplat.report");
  }

  /** The page of one run; console and sources are those in its directory, if it is still there. */
  public String of(RunRecord run) {
    List<HtmlView.Line> console = ConsoleExcerpt.of(run);
    List<HtmlView.Report> reports = new ArrayList<>();
    for (int i = 0; i < run.splats().size(); i++) {
      reports.add(SplatView.of(run.splats().get(i), i + 1, run, !console.isEmpty()));
    }
    return render(
        "run.jte",
        new HtmlView.Run(
            run.verdict().outcome() + ": " + Printable.line(run.scenario()),
            head(run.verdict()),
            facts(run),
            bars(run),
            marks(run, !console.isEmpty()),
            rows(run),
            reached(run),
            run.sweep().map(HtmlReport::grid),
            reports,
            console,
            TerminalReport.console(run),
            run.artifacts().values().stream().sorted().map(Printable::line).toList()));
  }

  /** The page of a gate: the decision, what was judged, and base against series. */
  public String of(GateRecord gate) {
    Step step = gate.firstBroken().orElse(gate.steps().get(gate.steps().size() - 1));
    RunRecord judged =
        step.runs().stream()
            .filter(r -> !r.verdict().passed())
            .findFirst()
            .orElse(step.runs().get(0));
    List<HtmlView.Line> console = ConsoleExcerpt.of(judged);
    List<HtmlView.Report> reports = new ArrayList<>();
    for (Finding finding : step.findings()) {
      RunRecord shows =
          Stream.concat(step.runs().stream(), gate.base().stream())
              .filter(r -> r.splats().contains(finding.splat()))
              .findFirst()
              .orElse(judged);
      boolean linked = shows == judged && !console.isEmpty();
      reports.add(SplatView.of(finding.splat(), reports.size() + 1, shows, linked));
    }
    List<HtmlView.Side> sides = new ArrayList<>();
    gate.base().stream().findFirst().ifPresent(run -> sides.add(side("base", run)));
    sides.add(side("with the series", judged));
    return render(
        "gate.jte",
        new HtmlView.Gate(
            gate.verdict().outcome() + ": gate on " + Printable.line(gate.tree()),
            head(gate.verdict()),
            facts(gate),
            gate.notes().stream().map(Printable::line).toList(),
            judged(gate),
            step.findings().stream().map(HtmlReport::found).toList(),
            sides,
            compared(gate.base(), judged),
            reached(judged),
            reports,
            console,
            TerminalReport.console(judged)));
  }

  /** The page of several scenarios: the decision, and what each of them gave. */
  public String of(ScenarioSet set) {
    return render("scenarios.jte", ScenariosView.of(set));
  }

  /** The page of a campaign: the grid of its cells, and every run of it. */
  public String of(CampaignRecord campaign) {
    return render("campaign.jte", CampaignView.of(campaign));
  }

  private String render(String template, Object view) {
    StringOutput out = new StringOutput();
    templates.render(template, view, out);
    return out.toString();
  }

  static HtmlView.Head head(Verdict verdict) {
    return new HtmlView.Head(
        verdict.outcome().name(),
        kind(verdict.outcome()),
        Printable.line(verdict.reason()),
        verdict.evidence().stream().map(Printable::line).toList(),
        Printable.line(verdict.advice()));
  }

  static String kind(Outcome outcome) {
    return switch (outcome.severity()) {
      case GOOD -> "good";
      case BAD -> "bad";
      case OPEN -> "open";
    };
  }

  static List<HtmlView.Fact> facts(RunRecord run) {
    return Stream.of(
            fact("tree", SubjectText.tree(run.subject())),
            fact("identity", run.subject().treeIdentity()),
            fact("kernel", SubjectText.release(run.subject())),
            fact("series", String.join("; ", run.subject().patches())),
            fact("config", String.join(", ", run.subject().fragments())),
            fact("compiler", run.subject().compiler()),
            fact(
                "scenario", run.scenario() + run.machine().map(TerminalReport::machine).orElse("")),
            fact("began", run.started().toString()),
            fact("took", Layout.duration(run.durationMillis())),
            fact("run directory", run.directory().toString()),
            fact(
                "replay",
                run.subject().kernelKey().isEmpty()
                    ? ""
                    : "./nosplat replay " + Layout.shellWord(run.directory().toString())))
        .filter(f -> !f.value().isEmpty())
        .toList();
  }

  private static List<HtmlView.Fact> facts(GateRecord gate) {
    return List.of(
        fact("tree", gate.tree()),
        fact("scenario", gate.scenario()),
        fact(
            "control",
            gate.control().map(c -> c.name() + ": " + c.note()).orElse("none was asked for")),
        fact("began", gate.started().toString()),
        fact("took", Layout.duration(gate.durationMillis())),
        fact("gate directory", gate.directory().toString()));
  }

  static HtmlView.Fact fact(String name, String value) {
    return new HtmlView.Fact(name, Printable.line(value));
  }

  private static List<HtmlView.Bar> bars(RunRecord run) {
    return run.timeline().stream()
        .map(
            p ->
                new HtmlView.Bar(
                    Printable.line(p.name()),
                    Printable.line(p.note()),
                    Layout.duration(p.durationMillis()),
                    percent(p.startMillis(), run),
                    percent(p.durationMillis(), run)))
        .toList();
  }

  /** Splats and the canary on the timeline, by the kernel's own clock. */
  private static List<HtmlView.Mark> marks(RunRecord run, boolean console) {
    Optional<KernelClock> clock = KernelClock.of(run);
    List<HtmlView.Mark> marks = new ArrayList<>();
    for (int i = 0; i < run.splats().size(); i++) {
      Splat splat = run.splats().get(i);
      String href = "#splat-" + (i + 1);
      clock
          .flatMap(c -> c.place(splat))
          .ifPresent(at -> marks.add(mark(href, "bad", splat, percent(at, run))));
    }
    Optional<Splat> canary = run.canary().filter(splat -> console);
    canary.ifPresent(
        splat ->
            clock
                .flatMap(c -> c.place(splat))
                .ifPresent(
                    at -> marks.add(mark("#L" + splat.line(), "good", splat, percent(at, run)))));
    return marks;
  }

  private static HtmlView.Mark mark(String href, String kind, Splat splat, String left) {
    String what = kind.equals("good") ? "the canary: " : "";
    return new HtmlView.Mark(href, kind, what + Printable.line(splat.title()), left);
  }

  private static String percent(long millis, RunRecord run) {
    double share = 100.0 * millis / Math.max(1, run.durationMillis());
    return String.format(Locale.ROOT, "%.2f", Math.max(0, Math.min(100, share)));
  }

  static List<HtmlView.Row> rows(RunRecord run) {
    return run.evidence().requirements().stream()
        .map(
            r ->
                new HtmlView.Row(
                    r.met(),
                    Printable.line(r.name()),
                    Printable.line(r.expected()),
                    Printable.line(r.observed())))
        .toList();
  }

  static List<HtmlView.Reached> reached(RunRecord run) {
    return run.reach().map(Reach::files).orElse(List.of()).stream()
        .map(
            file ->
                new HtmlView.Reached(
                    Printable.line(file.path()),
                    ReachText.place(file),
                    Printable.line(file.note()),
                    file.lines().stream()
                        .filter(line -> line.state() != Reach.State.RAN)
                        .map(
                            line ->
                                new HtmlView.NotRun(
                                    line.number(),
                                    ReachText.word(line),
                                    line.patch(),
                                    Printable.line(line.text())))
                        .toList()))
        .toList();
  }

  static HtmlView.Grid grid(Sweep sweep) {
    return new HtmlView.Grid(
        SweepText.summary(sweep),
        sweep.operations().stream().map(Printable::line).toList(),
        sweep.callbacks().stream().map(callback -> gridRow(sweep, callback)).toList(),
        sweep.notCovered().stream().map(call -> uncovered(sweep, call)).toList());
  }

  private static HtmlView.Uncovered uncovered(Sweep sweep, Sweep.Call call) {
    boolean everywhere = call.callbacks().containsAll(sweep.callbacks());
    return new HtmlView.Uncovered(
        call.kind().name().toLowerCase(Locale.ROOT),
        Printable.line(call.name()),
        everywhere ? "all" : Printable.line(String.join(", ", call.callbacks())));
  }

  private static HtmlView.GridRow gridRow(Sweep sweep, String callback) {
    Map<String, Sweep.Cell> cells =
        sweep.in(callback).stream()
            .collect(Collectors.toMap(Sweep.Cell::operation, c -> c, (first, second) -> first));
    return new HtmlView.GridRow(
        Printable.line(callback),
        sweep.operations().stream()
            .map(
                operation ->
                    Optional.ofNullable(cells.get(operation))
                        .map(HtmlReport::gridCell)
                        .orElse(new HtmlView.GridCell("plain", "", "")))
            .toList());
  }

  private static HtmlView.GridCell gridCell(Sweep.Cell cell) {
    return new HtmlView.GridCell(
        SweepText.kind(cell.answer()),
        cell.answer().words(),
        Printable.line(cell.callback() + " x " + cell.operation()) + ": " + SweepText.cell(cell));
  }

  private static List<HtmlView.Judged> judged(GateRecord gate) {
    List<HtmlView.Judged> all = new ArrayList<>();
    gate.control()
        .flatMap(c -> c.run())
        .ifPresent(
            run ->
                all.add(
                    new HtmlView.Judged(
                        "plain",
                        "the control on the base",
                        outcomes(List.of(run)),
                        took(List.of(run)))));
    all.add(new HtmlView.Judged("plain", "the base", outcomes(gate.base()), took(gate.base())));
    for (Step step : gate.steps()) {
      all.add(
          new HtmlView.Judged(
              kind(step.verdict().outcome()),
              step.number() + ". " + Printable.line(step.change()),
              outcomes(step.runs()),
              took(step.runs())));
    }
    return all;
  }

  private static String outcomes(List<RunRecord> runs) {
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    runs.forEach(r -> counts.merge(r.verdict().outcome(), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(e -> e.getValue() + " " + e.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String took(List<RunRecord> runs) {
    return Layout.duration(runs.stream().mapToLong(RunRecord::durationMillis).sum());
  }

  private static HtmlView.Found found(Finding finding) {
    String kind =
        switch (finding.standing()) {
          case NEW -> "bad";
          case UNDECIDED -> "open";
          case GONE -> "good";
          case PRE_EXISTING, KNOWN -> "plain";
        };
    return new HtmlView.Found(
        kind,
        finding.standing().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        Printable.line(finding.splat().title()),
        finding.base().text(),
        finding.patched().text());
  }

  /** Evidence by name: what either side required, the first base run beside the judged one. */
  private static List<HtmlView.Compared> compared(List<RunRecord> base, RunRecord judged) {
    Map<String, HtmlView.Observed> before = new LinkedHashMap<>();
    base.stream().limit(1).forEach(run -> before.putAll(observed(run)));
    Map<String, HtmlView.Observed> after = observed(judged);
    return Stream.concat(after.keySet().stream(), before.keySet().stream())
        .distinct()
        .map(
            name ->
                new HtmlView.Compared(
                    name,
                    before.getOrDefault(name, HtmlView.Observed.NOTHING),
                    after.getOrDefault(name, HtmlView.Observed.NOTHING)))
        .toList();
  }

  private static Map<String, HtmlView.Observed> observed(RunRecord run) {
    Map<String, HtmlView.Observed> observed = new LinkedHashMap<>();
    for (HtmlView.Row row : rows(run)) {
      String text = row.met() ? row.observed() : row.observed() + ", not met: " + row.expected();
      observed.put(row.name(), new HtmlView.Observed(row.met() ? "plain" : "bad", text));
    }
    return observed;
  }

  private static HtmlView.Side side(String name, RunRecord run) {
    return new HtmlView.Side(
        name,
        run.verdict().outcome().name(),
        kind(run.verdict().outcome()),
        Printable.line(run.verdict().reason()),
        run.splats().stream()
            .map(Splat::title)
            .filter(title -> !run.verdict().reason().equals(title))
            .map(Printable::line)
            .toList(),
        Printable.line(run.directory().toString()));
  }
}
