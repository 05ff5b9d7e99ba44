// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.Marker;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.engine.progress.Progress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Carries a scenario through on a machine, step by step, and gathers its evidence on the way. */
public final class ScenarioRun {
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final long ROUND = 2000;
  private static final String PIN = "/sys/fs/bpf";

  private final Scenario scenario;
  private final Machine machine;
  private final BpfProgram program;
  private final Supplier<String> nonces;
  private final Progress progress;
  private final Gathering gathered;

  /**
   * A run.
   *
   * @param nonces gives a fresh random word at each call
   */
  public ScenarioRun(
      Scenario scenario,
      Machine machine,
      BpfProgram program,
      Supplier<String> nonces,
      Progress progress) {
    this.scenario = scenario;
    this.machine = machine;
    this.program = program;
    this.nonces = nonces;
    this.progress = progress;
    this.gathered = new Gathering(scenario);
  }

  /**
   * Runs everything: scheduler, churn, unload and, where nothing has splatted, the canary. The
   * machine is powered off at the end so that its console is complete.
   *
   * @param canary whether the canary is provoked
   * @param interlude what happens on the machine before the scenario's own workload
   */
  public ScenarioResult run(boolean canary, Interlude interlude) throws InterruptedException {
    try {
      observe(interlude);
      if (canary && !splatted()) {
        new Canary(machine, nonces).provoke(gathered);
      }
    } catch (ShellLost e) {
      gathered.trouble(
          machine.explainLostShell().orElse("the SSH connection to the guest failed"),
          List.of(String.valueOf(e.getMessage())));
    }
    machine.reports();
    machine.powerOff();
    machine.console().close();
    return gathered.result(machine.console(), machine.lastReports(), canary);
  }

  /** Whether the kernel itself has splatted; what user space prints does not stop a scenario. */
  private boolean splatted() throws InterruptedException {
    return !machine.console().splats().isEmpty() && !machine.reports().genuine().isEmpty();
  }

  private void observe(Interlude interlude) throws ShellLost, InterruptedException {
    gathered.detectors(bootedConfig());
    gathered.before(GuestFacts.read(machine));
    mark("scenario-start");
    if (!register()) {
      return;
    }
    gathered.enabled(GuestFacts.read(machine));
    interlude.on(machine);
    Counts start = Counts.read(machine);
    churn(start);
    gathered.churned(Counts.read(machine).since(start));
    gathered.ended(GuestFacts.read(machine), exitRecord());
    machine.shell().script("rm -f " + PIN + "/" + pinName(), new byte[0], scale(STEP));
    awaitDisabled();
    gathered.after(GuestFacts.read(machine));
    mark("scenario-end");
  }

  private String bootedConfig() throws ShellLost, InterruptedException {
    return machine.shell().run(scale(STEP), "zcat", "/proc/config.gz").out();
  }

  private boolean register() throws ShellLost, InterruptedException {
    ShellResult result =
        machine
            .shell()
            .run(scale(STEP), "bpftool", "struct_ops", "register", program.guestPath(), PIN);
    if (!result.ok()) {
      List<String> log = (result.out() + result.err()).lines().toList();
      gathered.trouble(
          "the kernel refused the scheduler " + program.name(),
          log.subList(Math.max(0, log.size() - 40), log.size()));
    }
    return result.ok();
  }

  private void churn(Counts start) throws ShellLost, InterruptedException {
    Duration limit = scale(scenario.limit());
    long began = System.nanoTime();
    long deadline = began + limit.toNanos();
    long done = 0;
    progress.begin("churning tasks");
    while (done < scenario.deletes() && !splatted()) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (left.isNegative()) {
        break;
      }
      Churn round =
          Churn.run(
              machine, scenario.mode(), Math.min(ROUND, scenario.deletes() - done + 100), left);
      gathered.round(round);
      done = Counts.read(machine).since(start).total();
      progress.advance(done, scenario.deletes(), "deletes");
      if (round.tasks() == 0) {
        break; // nothing more will come of it; the evidence says why
      }
    }
    gathered.churnMillis((System.nanoTime() - began) / 1_000_000);
  }

  /** What the BPF program recorded in ops.exit; empty while it has not been called. */
  private String exitRecord() throws ShellLost, InterruptedException {
    ShellResult dump =
        machine.shell().run(scale(STEP), "bpftool", "-j", "map", "dump", "name", "nosplat_exit");
    return dump.ok() ? dump.out() : "";
  }

  private void awaitDisabled() throws ShellLost, InterruptedException {
    long deadline = System.nanoTime() + scale(STEP).toNanos();
    String state;
    do {
      state = GuestFacts.read(machine).get("scx.state");
    } while (!state.equals("disabled") && System.nanoTime() < deadline);
  }

  /** bpftool pins a map's link under the map's name, which the kernel cuts to 15 characters. */
  private String pinName() {
    String name = scenario.ops();
    return name.substring(0, Math.min(15, name.length()));
  }

  private void mark(String what) throws ShellLost, InterruptedException {
    OptionalLong line = machine.mark(new Marker(what, nonces.get()), scale(STEP));
    gathered.marker(what, line);
  }

  private Duration scale(Duration onHardware) {
    return machine.spec().accelerator().scale(onHardware);
  }
}
