// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.machine.LostShell;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.MachineState;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.profile.Profile;
import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Carries a scenario through on a machine, step by step, and gathers its evidence on the way. */
public final class ScenarioRun {
  private static final Duration COUNTERS = Duration.ofSeconds(20);

  /**
   * After so long each of the kernel's clocks has gone off, under emulation too: a hung task's,
   * which looks at the tasks once in its limit, is the last (khungtaskd, kernel/hung_task.c).
   */
  private static final Duration SLOWEST_CLOCK = Duration.ofSeconds(130);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Stage stage;
  private final Workload workload;
  private final boolean counted;
  private final Profile profile;

  /**
   * A run.
   *
   * @param profile the detectors that must be on and alive
   * @param programs the scenario's BPF programs, compiled for the machine's kernel
   * @param vmlinux what the machine's kernel was linked to, with symbols
   * @param canary the canary's module, built for it
   * @param counted whether some of the kernel's objects carry counters
   * @param linesBefore lines of the run's console that earlier machines printed
   * @param nonces gives a fresh random word at each call
   */
  public ScenarioRun(
      Scenario scenario,
      Profile profile,
      Machine machine,
      List<BpfProgram> programs,
      Optional<Path> vmlinux,
      Optional<Path> canary,
      boolean counted,
      long linesBefore,
      Supplier<String> nonces,
      Progress progress) {
    this.counted = counted;
    this.profile = profile;
    this.workload = scenario.workload(programs);
    Gathering gathered = new Gathering(scenario, profile, workload, linesBefore);
    this.stage =
        new Stage(
            machine,
            new GuestModule(machine, nonces, canary),
            nonces,
            progress,
            gathered,
            outside(machine, vmlinux, gathered));
  }

  private static Optional<OutsideView> outside(
      Machine machine, Optional<Path> vmlinux, Gathering gathered) {
    if (vmlinux.isEmpty()) {
      gathered.blind("this kernel came without a vmlinux");
      return Optional.empty();
    }
    try {
      OutsideView view = OutsideView.of(machine.memory(), vmlinux.get());
      gathered.outside(view);
      return Optional.of(view);
    } catch (IOException e) {
      gathered.blind(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * Runs everything: the scenario's workload and, where nothing has splatted, the canary. The
   * machine is powered off at the end so that its console is complete.
   *
   * @param noCanary why the canary is not provoked; empty if it is
   * @param interlude what happens on the machine before the scenario's own workload
   */
  public ScenarioResult run(Optional<String> noCanary, Interlude interlude)
      throws InterruptedException {
    Machine machine = stage.machine();
    Gathering gathered = stage.gathered();
    try {
      observe(interlude);
      if (counted) {
        gathered.counters(counters());
      }
      if (noCanary.isEmpty() && !stage.splatted()) {
        gathered.canary(Canary.provoke(stage, profile));
      }
    } catch (ShellLost e) {
      explain(e);
    }
    machine.reports();
    machine.powerOff();
    machine.console().close();
    return gathered.result(machine.console(), machine.lastReports(), noCanary);
  }

  private void explain(ShellLost lost) throws InterruptedException {
    LostShell why = stage.machine().explainLostShell();
    List<String> asked = List.of(String.valueOf(lost.getMessage()));
    if (why instanceof LostShell.ServerEnded ended) {
      stage.gathered().trouble(ended.why(), asked);
    } else if (why instanceof LostShell.Stuck stuck) {
      stage.gathered().trouble(stuck.why(), asked);
      awaitReport();
    } else {
      stage.gathered().trouble("the SSH connection to the guest failed", asked);
    }
  }

  /** Until the kernel has said what holds its tasks up, or its slowest clock has gone by. */
  private void awaitReport() throws InterruptedException {
    stage.progress().begin("waiting for the kernel's own detectors of hangs");
    long deadline = System.nanoTime() + SLOWEST_CLOCK.toNanos();
    while (System.nanoTime() < deadline
        && stage.machine().state() == MachineState.READY
        && !stage.splatted()) {
      Thread.sleep(LOOK.toMillis());
    }
  }

  private void observe(Interlude interlude) throws ShellLost, InterruptedException {
    Gathering gathered = stage.gathered();
    gathered.detectors(bootedConfig());
    gathered.before(GuestFacts.read(stage.machine()));
    if (stage.outside().isPresent()) {
      stage.outside().get().atStart();
    }
    stage.mark("scenario-start");
    workload.carryOut(stage, interlude);
    if (!gathered.inTrouble()) {
      gathered.after(GuestFacts.read(stage.machine()));
      stage.mark("scenario-end");
    }
    if (stage.outside().isPresent()) {
      stage.outside().get().atEnd();
    }
  }

  /** Before the canary, which is nobody's change, and after the scheduler has gone. */
  private String counters() throws ShellLost, InterruptedException {
    stage.progress().begin("reading the counters of the changed lines");
    return stage.machine().shell().run(stage.scale(COUNTERS), "/nosplat/counters").out();
  }

  private String bootedConfig() throws ShellLost, InterruptedException {
    return stage.machine().shell().run(stage.scale(Stage.STEP), "zcat", "/proc/config.gz").out();
  }
}
