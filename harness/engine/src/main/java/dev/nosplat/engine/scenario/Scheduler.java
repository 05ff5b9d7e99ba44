// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.ShellLost;
import java.nio.file.Path;

/** The scenario's BPF scheduler on a running machine. Each question asks the guest anew. */
public final class Scheduler {
  private final Machine machine;
  private final String name;

  private Scheduler(Machine machine, String name) {
    this.machine = machine;
    this.name = name;
  }

  /**
   * The scheduler of a scenario that runs on this machine.
   *
   * @param scenario the scenario's name, or the path of a scheduler
   * @throws dev.nosplat.engine.problem.BadInput if there is no such scenario
   */
  public static Scheduler on(Machine machine, String scenario) {
    return new Scheduler(machine, Scenario.of(scenario, Path.of("")).ops());
  }

  /** The name that the kernel shows while it is enabled, for example {@code exit_task_delete}. */
  public String name() {
    return name;
  }

  /**
   * Whether sched_ext is enabled with this very scheduler: {@code state} and {@code root/ops} below
   * /sys/kernel/sched_ext (kernel/sched/ext.c, 7.2).
   *
   * @throws ShellLost if the guest does not answer
   */
  public boolean enabled() throws ShellLost, InterruptedException {
    GuestFacts facts = GuestFacts.read(machine);
    return facts.get("scx.state").equals("enabled") && facts.get("scx.ops").equals(name);
  }

  /**
   * Deletes from task storage that its {@code exit_task} has made so far, on all CPUs.
   *
   * @throws ShellLost if the guest does not answer
   */
  public long deletes() throws ShellLost, InterruptedException {
    return Counts.read(machine).total();
  }
}
