// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.CampaignRecord;
import dev.nosplat.record.Cause;
import dev.nosplat.record.CellResult;
import dev.nosplat.record.ControlRun;
import dev.nosplat.record.Finding;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.record.Step;
import dev.nosplat.record.Verdict;
import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One thing that was judged, as every report for a machine lists it: a run, a control, a point of a
 * series, or a cell of a campaign.
 *
 * @param name what was judged; untrusted
 * @param verdict what became of it
 * @param millis how long it took
 * @param splats the splats that decided, with the run that shows each
 * @param evidence what had to hold, of the run that decided
 * @param run the run that decided, where there was one
 */
record Case(
    String name,
    Verdict verdict,
    long millis,
    List<Splat> splats,
    List<Requirement> evidence,
    Optional<RunRecord> run) {

  static List<Case> of(RunRecord run) {
    String patches =
        run.subject().patches().isEmpty()
            ? ""
            : " + " + Layout.count(run.subject().patches().size(), "patch", "patches");
    return List.of(of(SubjectText.tree(run.subject()) + patches, run.verdict(), run.splats(), run));
  }

  static List<Case> of(GateRecord gate) {
    List<Case> cases = new ArrayList<>();
    gate.control().ifPresent(control -> cases.add(control(control, gate.waiver())));
    for (Step step : gate.steps()) {
      List<Splat> decisive =
          step.findings().stream()
              .filter(
                  f ->
                      f.standing() == Finding.Standing.NEW
                          || f.standing() == Finding.Standing.UNDECIDED)
              .map(Finding::splat)
              .toList();
      RunRecord run =
          step.runs().stream()
              .filter(r -> !r.verdict().passed())
              .findFirst()
              .orElse(step.runs().get(0));
      long millis = step.runs().stream().mapToLong(RunRecord::durationMillis).sum();
      cases.add(
          new Case(
              "patch " + step.number() + ": " + step.change(),
              step.verdict(),
              millis,
              decisive,
              run.evidence().requirements(),
              Optional.of(run)));
    }
    return cases;
  }

  /** What one of several scenarios was judged by: its control, and its run or its gate. */
  static List<Case> of(ScenarioSet.Part part) {
    List<Case> cases = new ArrayList<>();
    part.control().ifPresent(control -> cases.add(control(control, Optional.empty())));
    part.run().ifPresent(run -> cases.addAll(of(run)));
    part.gate().ifPresent(gate -> cases.addAll(of(gate)));
    if (part.run().isEmpty() && part.gate().isEmpty()) {
      cases.add(new Case("not run", part.verdict(), 0, List.of(), List.of(), Optional.empty()));
    }
    return cases;
  }

  /** All that several scenarios were judged by, each named with its scenario. */
  static List<Case> of(ScenarioSet set) {
    return set.parts().stream()
        .flatMap(part -> of(part).stream().map(each -> each.under(part.scenario())))
        .toList();
  }

  private Case under(String scenario) {
    return new Case(scenario + ": " + name, verdict, millis, splats, evidence, run);
  }

  /** Every cell of a campaign; one that has not ended is an error, never a pass. */
  static List<Case> of(CampaignRecord campaign) {
    return campaign.cells().stream()
        .map(
            each ->
                new Case(
                    each.cell().label(),
                    each.result().map(Case::verdict).orElseGet(Case::notRun),
                    each.result().map(CellResult::durationMillis).orElse(0L),
                    List.of(),
                    List.of(),
                    Optional.empty()))
        .toList();
  }

  /** The verdict with the splats' titles and the run, which a cell's result has in short. */
  private static Verdict verdict(CellResult result) {
    List<String> evidence = new ArrayList<>(result.verdict().evidence());
    evidence.addAll(result.splats());
    evidence.add("run directory: " + result.directory());
    Verdict verdict = result.verdict();
    return new Verdict(
        verdict.outcome(), verdict.cause(), verdict.reason(), evidence, verdict.advice());
  }

  private static Verdict notRun() {
    return new Verdict(
        Outcome.INFRA_FAILED,
        Cause.INFRASTRUCTURE,
        "the cell was not run yet",
        List.of(),
        "run nosplat campaign run");
  }

  private static Case of(String name, Verdict verdict, List<Splat> splats, RunRecord run) {
    return new Case(
        name,
        verdict,
        run.durationMillis(),
        splats,
        run.evidence().requirements(),
        Optional.of(run));
  }

  /** A control that does what it is for is a passed case, although its run splats. */
  private static Case control(ControlRun control, Optional<String> waiver) {
    boolean fine =
        switch (control.state()) {
          case SEEN -> true;
          case NOT_SEEN -> false;
          case UNAVAILABLE -> waiver.isPresent();
        };
    String waived =
        control.state() == ControlRun.State.UNAVAILABLE
            ? waiver.map(w -> " Waived: " + w).orElse("")
            : "";
    return new Case(
        "control " + control.name() + " on the base",
        new Verdict(
            fine ? Outcome.PASS : Outcome.INCONCLUSIVE,
            cause(control.state()),
            control.note() + waived,
            List.of(),
            fine ? "" : "Without it nothing proves that the scenario sees this kind of bug."),
        control.remembered() ? 0 : control.run().map(RunRecord::durationMillis).orElse(0L),
        List.of(),
        List.of(),
        control.run());
  }

  private static Cause cause(ControlRun.State state) {
    return switch (state) {
      case SEEN -> Cause.NOTHING_SEEN;
      case NOT_SEEN -> Cause.CONTROL_NOT_SEEN;
      case UNAVAILABLE -> Cause.CONTROL_UNAVAILABLE;
    };
  }

  /** The verdict with its evidence, advice and splats as plain printable lines. */
  List<String> details() {
    return Stream.of(
            verdict.evidence().stream(),
            verdict.advice().isEmpty() ? Stream.<String>of() : Stream.of(verdict.advice()),
            splats.stream().flatMap(s -> Stream.concat(Stream.of("", s.title()), s.text().lines())),
            run.map(r -> Stream.of("", "run directory: " + r.directory())).orElse(Stream.of()))
        .flatMap(lines -> lines)
        .map(Printable::line)
        .toList();
  }

  /** The console file's name in the run directory. */
  String console() {
    return run.map(r -> r.artifacts().get("console")).orElse("console.log");
  }
}
