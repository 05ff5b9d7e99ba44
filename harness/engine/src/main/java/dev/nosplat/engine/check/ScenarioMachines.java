// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.machine.Accelerator;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.problem.BootFailed;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.scenario.Interlude;
import dev.nosplat.engine.scenario.ScenarioResult;
import dev.nosplat.engine.scenario.ScenarioRun;
import java.util.Optional;

/**
 * Carries a scenario out on a machine, and what it leaves on fresh ones. Their consoles become one,
 * so that a line's number says where it stands.
 */
final class ScenarioMachines {
  private static final String FRESH = "[nosplat: here a fresh machine goes on]";

  private final Engine engine;
  private final CheckPlan plan;
  private final Accelerator accelerator;
  private final RunDirectory directory;
  private final Timeline timeline;

  ScenarioMachines(
      Engine engine,
      CheckPlan plan,
      Accelerator accelerator,
      RunDirectory directory,
      Timeline timeline) {
    this.engine = engine;
    this.plan = plan;
    this.accelerator = accelerator;
    this.directory = directory;
    this.timeline = timeline;
  }

  /** Told of a machine that is up. */
  @FunctionalInterface
  interface Started {
    void tell(Machine machine) throws InterruptedException;
  }

  /**
   * Runs everything.
   *
   * @param first told of the first machine
   * @param interlude what happens on that one before the scenario's own workload
   */
  MachineRun run(Prepared prepared, Started first, Interlude interlude, Progress progress)
      throws InterruptedException {
    try (KeptOutput output = new KeptOutput(directory.file(RunDirectory.OUTPUT), progress)) {
      MachineRun run = onOne(prepared, 0, first, interlude, output);
      while (run.mayGoOn()) {
        progress.say("note: a fresh machine goes on, after " + run.result().account());
        directory.keepEarlier(RunDirectory.CONSOLE);
        try {
          run =
              onOne(
                      prepared.running(run.result().rest().orElseThrow()),
                      run.lines() + 1,
                      machine -> {},
                      Interlude.NONE,
                      output)
                  .after(run);
        } catch (BootFailed | InfraFailed e) {
          run = stopped(run, e);
        } finally {
          directory.joinEarlier(RunDirectory.CONSOLE, FRESH);
        }
      }
      return run;
    }
  }

  private static MachineRun stopped(MachineRun run, Problem problem) throws InterruptedException {
    if (KernelChecker.interrupted(problem)) {
      throw new InterruptedException("the run was asked to stop");
    }
    return run.stopped(
        "there is no fresh machine to go on with: " + problem.what(), problem.evidence());
  }

  private MachineRun onOne(
      Prepared prepared, long linesBefore, Started started, Interlude interlude, Progress progress)
      throws InterruptedException {
    progress.begin("booting " + prepared.kernel().release());
    try (Machine machine = engine.start(prepared, plan, accelerator, directory.path(), progress)) {
      started.tell(machine);
      timeline.done(
          machine.origin().restored() ? "restore" : "boot",
          "SSH answered " + machine.times().startToSsh() + " ms after QEMU's start");
      ScenarioResult result =
          new ScenarioRun(
                  prepared.scenario(),
                  plan.profile(),
                  machine,
                  prepared.programs(),
                  prepared.kernel().symbols(),
                  prepared.kernel().canary(),
                  prepared.kernel().counted(),
                  linesBefore,
                  engine::nonce,
                  progress)
              .run(
                  plan.canary()
                      ? prepared.kernel().noCanary()
                      : Optional.of("the plan leaves it out"),
                  interlude);
      timeline.done("scenario", result.account());
      return MachineRun.of(result, machine, linesBefore);
    }
  }
}
