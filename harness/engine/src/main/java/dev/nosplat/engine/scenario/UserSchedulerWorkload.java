// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.record.Requirement;
import dev.nosplat.splat.Splat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tasks that come and go under a scheduler of the user's, of which nothing is known. */
final class UserSchedulerWorkload implements Workload {
  private static final int ROUNDS = 2;

  /** Tasks that one call of the churn program makes at most. */
  private static final long BATCH = 2000;

  private final UserScheduledScenario scenario;
  private final LoadedPrograms programs;
  private Optional<OutsideView> outside = Optional.empty();
  private String churnError = "";
  private long tasks;
  private long churnMillis;

  UserSchedulerWorkload(UserScheduledScenario scenario, BpfProgram program) {
    this.scenario = scenario;
    this.programs =
        new LoadedPrograms(
            List.of(program),
            Optional.of(LoadedScheduler.foreign(program.name())),
            scenario.leftOut());
  }

  @Override
  public void carryOut(Stage stage, Interlude interlude) throws ShellLost, InterruptedException {
    if (!programs.load(stage)) {
      return;
    }
    outside = stage.outside();
    interlude.on(stage.machine());
    for (int round = 0; round < ROUNDS && !stage.splatted(); round++) {
      churn(stage);
    }
    if (!stage.splatted()) {
      programs.unload(stage);
    }
  }

  private void churn(Stage stage) throws ShellLost, InterruptedException {
    long goal = (scenario.tasks() + ROUNDS - 1) / ROUNDS;
    Machine machine = stage.machine();
    long began = System.nanoTime();
    long deadline = began + stage.scale(scenario.limit()).toNanos();
    long done = 0;
    stage.progress().begin("churning tasks");
    while (done < goal && !stage.splatted()) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (left.isNegative()) {
        break;
      }
      Churn made = Churn.run(machine, scenario.mode(), Math.min(BATCH, goal - done), left);
      churnError = churnError.isEmpty() ? made.error() : churnError;
      done += made.tasks();
      stage.progress().advance(done, goal, "tasks");
      if (made.tasks() == 0) {
        break; // the evidence says why
      }
    }
    tasks += done;
    churnMillis += (System.nanoTime() - began) / 1_000_000;
  }

  @Override
  public List<Requirement> evidence(List<Splat> splats) {
    List<Requirement> all = new ArrayList<>(programs.evidence());
    all.add(
        new Requirement(
            Requirement.Kind.WORKLOAD,
            "tasks churned",
            "at least " + scenario.tasks() + ", without errors",
            tasks + (churnError.isEmpty() ? "" : ", first error: " + churnError),
            tasks >= scenario.tasks() && churnError.isEmpty()));
    outside.ifPresent(view -> all.addAll(view.evidence(tasks, programs.enableSeq())));
    return all;
  }

  @Override
  public String account() {
    return tasks + " tasks churned in " + churnMillis + " ms";
  }

  @Override
  public Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>(programs.counts());
    all.put("tasks", tasks);
    all.put("churnMillis", churnMillis);
    return all;
  }

  @Override
  public boolean expects(Splat splat) {
    return false;
  }

  @Override
  public String during(Splat splat) {
    return "";
  }

  /** The kernel's own report of it is a splat. */
  @Override
  public String ejection() {
    return "";
  }

  @Override
  public List<String> failures() {
    return List.of();
  }
}
