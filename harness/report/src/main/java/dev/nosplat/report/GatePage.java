// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.ControlRun;
import dev.nosplat.record.Finding;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.GateRecordJson;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Rate;
import dev.nosplat.record.Reach;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Step;
import dev.nosplat.splat.Bug;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A gate on a terminal: the decision, what was judged, which splats are whose, what it means. */
final class GatePage {
  private static final int STEPS = 12;
  private static final int FINDINGS = 6;

  private final Palette palette;
  private final TerminalPage page;

  GatePage(Palette palette, TerminalPage page) {
    this.palette = palette;
    this.page = page;
  }

  String of(GateRecord gate) {
    List<String> lines = new ArrayList<>(page.verdict(gate.verdict()));
    lines.add("");
    lines.addAll(facts(gate));
    lines.add("");
    lines.addAll(judged(gate));
    lines.addAll(findings(gate));
    blamed(gate)
        .ifPresent(
            finding -> {
              lines.add("");
              lines.addAll(page.splats(List.of(finding.splat()), "console.log"));
            });
    lines.add("");
    for (String note : gate.notes()) {
      lines.addAll(page.hang(page.name("note"), 13, note));
    }
    lines.add(
        page.named(
            "artifacts", Printable.line(gate.directory().toString()) + ": " + GateRecordJson.FILE));
    runToLookAt(gate)
        .ifPresent(
            run ->
                lines.add(
                    page.name("replay")
                        + "./nosplat replay "
                        + Printable.line(Layout.shellWord(run.directory().toString()))));
    boolean passed = gate.verdict().passed();
    return String.join("\n", passed ? TerminalPage.fitted(lines) : lines) + "\n";
  }

  private List<String> facts(GateRecord gate) {
    List<String> lines = new ArrayList<>();
    lines.add(page.named("tree", Printable.line(gate.tree())));
    lines.add(
        page.named(
            "scenario",
            Printable.line(gate.scenario())
                + Stream.concat(
                        gate.steps().stream().flatMap(s -> s.runs().stream()), gate.base().stream())
                    .flatMap(r -> r.machine().stream())
                    .findFirst()
                    .map(TerminalReport::machine)
                    .orElse("")));
    lines.add(page.named("control", gate.control().map(GatePage::control).orElse("none")));
    lines.add(page.named("took", Layout.duration(gate.durationMillis())));
    return lines;
  }

  private static String control(ControlRun control) {
    String state =
        switch (control.state()) {
          case SEEN -> "seen";
          case NOT_SEEN -> "NOT SEEN";
          case UNAVAILABLE -> "unavailable";
        };
    return Printable.line(control.name())
        + ": "
        + state
        + (control.remembered() ? ", in an earlier gate on the same kernel" : "");
  }

  private List<String> judged(GateRecord gate) {
    List<String> lines = new ArrayList<>();
    lines.add(TerminalPage.INDENT + palette.faint("     judged"));
    lines.add(row("     ", "the base", gate.base()));
    List<Step> steps = gate.steps();
    List<Step> shown =
        steps.size() <= STEPS
            ? steps
            : Stream.concat(
                    steps.stream().filter(s -> !s.verdict().passed()),
                    steps.stream().filter(s -> s.verdict().passed()))
                .limit(STEPS)
                .toList();
    for (Step step : shown) {
      lines.add(
          row(
              step.verdict().passed() ? palette.good("ok   ") : palette.bad("NO   "),
              step.number() + ". " + step.change(),
              step.runs()));
    }
    if (shown.size() < steps.size()) {
      lines.add("       and " + (steps.size() - shown.size()) + " more");
    }
    return lines;
  }

  private String row(String mark, String name, List<RunRecord> runs) {
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    runs.forEach(r -> counts.merge(r.verdict().outcome(), 1, Integer::sum));
    return TerminalPage.INDENT
        + mark
        + TerminalPage.cell(name, page.columns() - 38)
        + counts.entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "))
        + reached(runs);
  }

  /** Of the lines that are changed at this point, how many ran; the best of its runs. */
  private static String reached(List<RunRecord> runs) {
    return runs.stream()
        .flatMap(run -> run.reach().stream())
        .map(Reach::lines)
        .filter(lines -> lines.code() > 0)
        .max(Comparator.comparingLong(Reach.Count::ran))
        .map(lines -> ", " + lines + " lines ran")
        .orElse("");
  }

  private List<String> findings(GateRecord gate) {
    List<Finding> findings = step(gate).findings();
    if (findings.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        TerminalPage.INDENT
            + palette.faint(
                Layout.pad("splats", page.columns() - 31) + Layout.pad("base", 10) + "series"));
    for (Finding finding : findings.subList(0, Math.min(findings.size(), FINDINGS))) {
      lines.add(
          TerminalPage.INDENT
              + standing(finding)
              + TerminalPage.cell(finding.splat().title(), page.columns() - 43)
              + Layout.pad(counted(finding.base()), 10)
              + counted(finding.patched()));
    }
    if (findings.size() > FINDINGS) {
      lines.add(TerminalPage.INDENT + "and " + (findings.size() - FINDINGS) + " more");
    }
    return lines;
  }

  private String standing(Finding finding) {
    return switch (finding.standing()) {
      case NEW -> palette.bad(Layout.pad("NEW", 12));
      case UNDECIDED -> palette.bad(Layout.pad("undecided", 12));
      case PRE_EXISTING -> Layout.pad("before too", 12);
      case GONE -> palette.good(Layout.pad("gone", 12));
      case KNOWN -> Layout.pad("known", 12);
    };
  }

  private static String counted(Rate rate) {
    return rate.seen() + " of " + rate.runs();
  }

  /** The step that the verdict speaks of: the first that broke, or the whole series. */
  private static Step step(GateRecord gate) {
    return gate.steps().stream()
        .filter(s -> s.verdict().outcome() == gate.verdict().outcome())
        .filter(s -> !s.verdict().passed())
        .findFirst()
        .orElse(gate.steps().get(gate.steps().size() - 1));
  }

  private static Optional<Finding> blamed(GateRecord gate) {
    return step(gate).findings().stream()
        .filter(
            f -> f.standing() == Finding.Standing.NEW || f.standing() == Finding.Standing.UNDECIDED)
        .findFirst();
  }

  private static Optional<RunRecord> runToLookAt(GateRecord gate) {
    Step step = step(gate);
    Optional<Finding> blamed = blamed(gate);
    return step.runs().stream()
        .filter(r -> !r.subject().kernelKey().isEmpty())
        .filter(
            r ->
                blamed.isEmpty()
                    || r.splats().stream().anyMatch(s -> Bug.same(s, blamed.get().splat())))
        .findFirst();
  }
}
