// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Splat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Answers each plan with a recorded run, as a rule over the plan says; nothing is built. */
final class SimulatedChecker implements Checker {
  private final Function<CheckPlan, RunRecord> rule;
  private final List<String> asked = new ArrayList<>();

  SimulatedChecker(Function<CheckPlan, RunRecord> rule) {
    this.rule = rule;
  }

  /** The trees in the order in which they were asked for. */
  List<String> asked() {
    return asked;
  }

  @Override
  public RunRecord check(CheckPlan plan, Progress progress) {
    asked.add(plan.tree());
    RunRecord run = rule.apply(plan);
    return new RunRecord(
        run.format(),
        "run-" + asked.size(),
        run.started(),
        1000,
        run.scenario(),
        run.subject(),
        run.machine(),
        run.timeline(),
        run.evidence(),
        run.splats(),
        run.canary(),
        run.counts(),
        run.reach(),
        run.sweep(),
        run.verdict(),
        run.artifacts(),
        Path.of("/runs/run-" + asked.size()));
  }

  static RunRecord clean() {
    return Recorded.run("pass");
  }

  static RunRecord shown() {
    return Recorded.run("fail");
  }

  static RunRecord noBuild() {
    return Recorded.run("build-failed");
  }

  static RunRecord noBoot() {
    return Recorded.run("boot-failed");
  }

  static RunRecord infra() {
    return Recorded.run("infra-failed");
  }

  /** A failure whose splat has another signature and, if asked for, the same stack. */
  static RunRecord otherSplat(String signature, boolean sameStack) {
    return withSplat(signature, "invalid wait context: another one", sameStack);
  }

  /** The failure with the same words and stack, whose signature differs in its callers. */
  static RunRecord byAnotherPath(String signature) {
    return withSplat(signature, shown().splats().get(0).title(), true);
  }

  private static RunRecord withSplat(String signature, String title, boolean sameStack) {
    RunRecord run = shown();
    Splat splat = run.splats().get(0);
    Splat other =
        new Splat(
            splat.family(),
            title,
            signature,
            splat.line(),
            splat.endLine(),
            splat.culprit(),
            sameStack ? splat.frames() : List.of(),
            splat.bpfPrograms(),
            splat.kernel(),
            splat.build(),
            splat.tainted(),
            splat.cpu(),
            splat.task(),
            splat.pid(),
            splat.context(),
            false,
            splat.details(),
            splat.text());
    return new RunRecord(
        run.format(),
        run.id(),
        run.started(),
        run.durationMillis(),
        run.scenario(),
        run.subject(),
        run.machine(),
        run.timeline(),
        run.evidence(),
        List.of(other),
        run.canary(),
        run.counts(),
        run.reach(),
        run.sweep(),
        run.verdict(),
        run.artifacts(),
        run.directory());
  }
}
