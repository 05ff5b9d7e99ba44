// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.ControlRun;
import dev.nosplat.record.Finding;
import dev.nosplat.record.Finding.Standing;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Sensitivity;
import dev.nosplat.record.Step;
import dev.nosplat.record.Verdict;
import dev.nosplat.splat.Splat;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Carries out a {@link GatePlan}: the control first, then the base, then each change. */
public final class Gate {
  private final Checker checker;
  private final RunMemory memory;
  private final Comparison comparison;
  private final PatchedSource source;
  private final InstantSource clock;

  /**
   * Makes a gate.
   *
   * @param checker does the runs
   * @param memory what earlier gates found out about the same base
   * @param known the splats that a known-issues file accepts
   * @param source where faults are to be planted
   * @param clock for durations and {@link Repetition#time()}
   */
  public Gate(
      Checker checker,
      RunMemory memory,
      Predicate<Splat> known,
      PatchedSource source,
      InstantSource clock) {
    this.source = source;
    this.checker = checker;
    this.memory = memory;
    this.comparison = new Comparison(known);
    this.clock = clock;
  }

  /**
   * Runs everything that the plan asks for and decides.
   *
   * @param directory the gate directory; its name is the gate's id
   * @throws BadInput if the tree or the series is at fault
   * @throws InterruptedException if the gate was asked to stop; nothing is left running
   */
  public GateRecord run(GatePlan plan, Path directory, Progress progress)
      throws InterruptedException {
    Instant started = clock.instant();
    Optional<ControlRun> control = Optional.empty();
    if (plan.control().isPresent()) {
      control =
          Optional.of(
              new ControlCheck(checker, memory).run(plan.base(), plan.control().get(), progress));
    }
    List<RunRecord> base = new ArrayList<>(memory.recall(plan.base()));
    if (base.isEmpty()) {
      runBase(plan.base(), base, progress);
    } else {
      progress.say("the base is known from " + base.size() + " earlier runs");
    }
    List<Step> steps = new ArrayList<>();
    for (GatePlan.Change change : plan.changes()) {
      progress.say(judging(plan, change));
      steps.add(step(plan, plan.repetition(), change, base, progress));
    }
    Verdict verdict = GateJudge.judge(steps, control, plan.waiver());
    Optional<Sensitivity> sensitivity = Optional.empty();
    if (plan.sensitivity() > 0 && verdict.passed()) {
      sensitivity = Optional.of(sensitivity(plan, steps, base, directory, progress));
    }
    List<String> notes = new ArrayList<>(GateJudge.notes(steps, control, plan.waiver()));
    sensitivity.ifPresent(planted -> notes.addAll(planted.notes()));
    return new GateRecord(
        GateRecord.FORMAT,
        String.valueOf(directory.getFileName()),
        started,
        Duration.between(started, clock.instant()).toMillis(),
        plan.base().tree(),
        base.get(0).scenario(),
        control,
        plan.waiver(),
        base,
        steps,
        sensitivity,
        verdict,
        notes,
        directory);
  }

  private static String judging(GatePlan plan, GatePlan.Change change) {
    return plan.changes().size() == 1
        ? "judging " + change.subject()
        : "judging patch %d of %d: %s"
            .formatted(change.number(), plan.changes().size(), change.subject());
  }

  private Sensitivity sensitivity(
      GatePlan plan, List<Step> steps, List<RunRecord> base, Path directory, Progress progress)
      throws InterruptedException {
    PlantedFaults faults =
        new PlantedFaults(
            plan.sensitivity(),
            source,
            change -> step(plan, Repetition.ONCE, change, base, progress));
    return faults.plant(
        plan.changes().get(plan.changes().size() - 1),
        steps.get(steps.size() - 1),
        directory.resolve("planted"),
        progress);
  }

  private Step step(
      GatePlan plan,
      Repetition repetition,
      GatePlan.Change change,
      List<RunRecord> base,
      Progress progress)
      throws InterruptedException {
    List<RunRecord> runs = repeat(repetition, change.plan(), progress);
    List<Finding> findings = comparison.findings(base, runs);
    while (base.size() < plan.baseRuns() && findings.stream().anyMatch(Gate::needsMoreBaseRuns)) {
      progress.say("only the patched side shows a splat: running the base again before it is new");
      if (!runBase(plan.base(), base, progress)) {
        break;
      }
      findings = comparison.findings(base, runs);
    }
    return new Step(
        change.number(), change.subject(), runs, findings, StepJudge.judge(base, runs, findings));
  }

  private static boolean needsMoreBaseRuns(Finding finding) {
    return finding.standing() == Standing.NEW
        && finding.base().runs() < Chance.baseRunsToCallNew(finding.patched());
  }

  private List<RunRecord> repeat(Repetition repetition, CheckPlan plan, Progress progress)
      throws InterruptedException {
    Instant began = clock.instant();
    List<RunRecord> runs = new ArrayList<>();
    Outcome last;
    do {
      RunRecord run = checker.check(plan, progress);
      runs.add(run);
      last = run.verdict().outcome();
      if (repetition.runs() > 1) {
        progress.say("run " + runs.size() + ": " + last);
      }
    } while (repetition.goesOn(runs.size(), last, Duration.between(began, clock.instant())));
    return runs;
  }

  /** Runs the base once more; false when another run would not help. */
  private boolean runBase(CheckPlan plan, List<RunRecord> base, Progress progress)
      throws InterruptedException {
    RunRecord run = checker.check(plan, progress);
    base.add(run);
    boolean judged =
        run.verdict().outcome() == Outcome.PASS || run.verdict().outcome() == Outcome.FAIL;
    if (judged) {
      memory.remember(plan, run);
    }
    return judged;
  }
}
