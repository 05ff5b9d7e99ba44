// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.ControlRun;
import dev.nosplat.record.ControlRun.State;
import dev.nosplat.record.RunRecord;
import java.util.List;
import java.util.Optional;

/** Plants a known bug on the base and looks whether the scenario shows it. */
public final class ControlCheck {
  private final Checker checker;
  private final RunMemory memory;

  public ControlCheck(Checker checker, RunMemory memory) {
    this.checker = checker;
    this.memory = memory;
  }

  /** Runs the control, unless an earlier run of the same thing showed its splat. */
  public ControlRun run(CheckPlan base, Control control, Progress progress)
      throws InterruptedException {
    CheckPlan planted = base.withControl(control.name());
    RunRecord run;
    try {
      List<RunRecord> earlier =
          memory.recall(planted).stream().filter(r -> control.seenIn(r).isPresent()).toList();
      if (!earlier.isEmpty()) {
        return judge(control, earlier.get(earlier.size() - 1), true);
      }
      progress.say("planting " + control.name() + " on the base, to see that it is seen");
      run = checker.check(planted, progress);
    } catch (BadInput e) {
      return unavailable(control, "it cannot be planted: " + e.what(), Optional.empty());
    }
    if (control.seenIn(run).isPresent()) {
      memory.remember(planted, run);
    }
    return judge(control, run, false);
  }

  private static ControlRun judge(Control control, RunRecord run, boolean remembered) {
    return control
        .seenIn(run)
        .map(
            splat ->
                new ControlRun(
                    control.name(),
                    State.SEEN,
                    "the planted bug was seen on the base: " + splat.title(),
                    remembered,
                    Optional.of(run)))
        .orElseGet(() -> unseen(control, run));
  }

  private static ControlRun unseen(Control control, RunRecord run) {
    String reason = run.verdict().reason();
    return switch (run.verdict().outcome()) {
      case BUILD_FAILED -> unavailable(control, "it does not build: " + reason, Optional.of(run));
      case BOOT_FAILED -> unavailable(control, "it does not boot: " + reason, Optional.of(run));
      case INFRA_FAILED -> unavailable(control, "it was not run: " + reason, Optional.of(run));
      case PASS, FAIL, INCONCLUSIVE ->
          new ControlRun(
              control.name(),
              State.NOT_SEEN,
              "planted, and its splat was not seen: " + reason,
              false,
              Optional.of(run));
    };
  }

  private static ControlRun unavailable(Control control, String note, Optional<RunRecord> run) {
    return new ControlRun(control.name(), State.UNAVAILABLE, note, false, run);
  }
}
