// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.engine.verdict.InstrumentRule;
import dev.nosplat.record.Cause;
import dev.nosplat.record.ControlRun;
import dev.nosplat.record.Finding;
import dev.nosplat.record.Finding.Standing;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Step;
import dev.nosplat.record.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The decision about a whole series, from its steps and its control. */
final class GateJudge {
  private GateJudge() {}

  static Verdict judge(List<Step> steps, Optional<ControlRun> control, Optional<String> waiver) {
    Optional<Verdict> broken =
        firstWith(steps, GateJudge::isTheSeriesFault)
            .or(() -> firstWith(steps, v -> v.outcome() == Outcome.INFRA_FAILED))
            .or(() -> firstWith(steps, v -> !v.passed()))
            .map(step -> blaming(step, steps));
    return broken
        .or(() -> control.flatMap(c -> unbelievable(c, waiver)))
        .orElseGet(() -> pass(steps));
  }

  /** Sentences that belong beside the verdict. */
  static List<String> notes(
      List<Step> steps, Optional<ControlRun> control, Optional<String> waiver) {
    List<String> notes = new ArrayList<>();
    Step last = steps.get(steps.size() - 1);
    firstWith(steps, GateJudge::isTheSeriesFault)
        .filter(broken -> broken != last && last.verdict().passed())
        .ifPresent(
            broken ->
                notes.add(
                    "the whole series passes: a later patch repairs patch %d, so squash them or"
                            .formatted(broken.number())
                        + " reorder the series, or a bisect will stop there."));
    for (Finding finding : last.findings()) {
      String counted =
          "%s (base %s, series %s)"
              .formatted(finding.splat().title(), finding.base().text(), finding.patched().text());
      switch (finding.standing()) {
        case PRE_EXISTING -> notes.add("pre-existing, not the series' doing: " + counted);
        case GONE -> notes.add("gone with the series: " + counted);
        case KNOWN -> notes.add("accepted as a known issue: " + counted);
        case NEW, UNDECIDED -> {}
      }
    }
    notes.addAll(ReachComparison.notes(steps));
    if (last.verdict().passed()) {
      int silent = (int) last.runs().stream().filter(Detectability::ranComplete).count();
      notes.add(Chance.whatSilenceExcludes(silent));
    }
    last.runs().stream()
        .flatMap(run -> run.evidence().requirements().stream())
        .filter(row -> row.kind() == Requirement.Kind.INSTRUMENT)
        .map(Requirement::observed)
        .filter(observed -> observed.startsWith(InstrumentRule.CHANGED))
        .findFirst()
        .ifPresent(observed -> notes.add("the series changes what is measured with: " + observed));
    notes.add(control.map(c -> about(c, waiver)).orElse("no control was asked for: --control"));
    return notes;
  }

  private static String about(ControlRun control, Optional<String> waiver) {
    String said = "control " + control.name() + ": " + control.note();
    return control.state() == ControlRun.State.UNAVAILABLE && waiver.isPresent()
        ? said + " Waived: " + waiver.get()
        : said;
  }

  private static boolean isTheSeriesFault(Verdict verdict) {
    return verdict.outcome().severity() == Outcome.Severity.BAD;
  }

  private static Optional<Step> firstWith(List<Step> steps, Predicate<Verdict> is) {
    return steps.stream().filter(s -> is.test(s.verdict())).findFirst();
  }

  private static Verdict blaming(Step step, List<Step> steps) {
    Verdict verdict = step.verdict();
    if (steps.size() == 1) {
      return verdict;
    }
    return verdict.because(
        "patch %d of %d (%s): %s"
            .formatted(step.number(), steps.size(), step.change(), verdict.reason()));
  }

  /** Nobody should believe a pass where the planted bug was not seen. */
  private static Optional<Verdict> unbelievable(ControlRun control, Optional<String> waiver) {
    return switch (control.state()) {
      case SEEN -> Optional.empty();
      case NOT_SEEN ->
          Optional.of(
              new Verdict(
                  Outcome.INCONCLUSIVE,
                  Cause.CONTROL_NOT_SEEN,
                  "the planted bug was not seen on the base, so the scenario is blind there.",
                  List.of("control " + control.name() + ": " + control.note()),
                  "Look at the control's run: its evidence says how far the scenario came."));
      case UNAVAILABLE ->
          waiver.isPresent()
              ? Optional.empty()
              : Optional.of(
                  new Verdict(
                      Outcome.INCONCLUSIVE,
                      Cause.CONTROL_UNAVAILABLE,
                      "control unavailable: nothing proves that the scenario would see a bug here.",
                      List.of("control " + control.name() + ": " + control.note()),
                      "Say --waive-control REASON to accept that; the canary is still required."));
    };
  }

  private static Verdict pass(List<Step> steps) {
    Step last = steps.get(steps.size() - 1);
    if (steps.size() == 1) {
      return last.verdict();
    }
    int runs = steps.stream().map(Step::runs).mapToInt(List<RunRecord>::size).sum();
    return new Verdict(
        Outcome.PASS,
        Cause.NOTHING_SEEN,
        "each of %d patches builds, boots and passes: nothing new in %d runs, each with all evidence that a splat would have been seen."
            .formatted(steps.size(), runs),
        last.findings().stream()
            .filter(f -> f.standing() == Standing.PRE_EXISTING)
            .map(f -> "pre-existing: " + f.splat().title())
            .toList(),
        "");
  }
}
