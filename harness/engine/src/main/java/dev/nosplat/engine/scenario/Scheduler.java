// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.problem.BadInput;
import java.nio.file.Path;
import java.util.List;

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
   * @throws BadInput if there is no such scenario, or it has no scheduler
   */
  public static Scheduler on(Machine machine, String scenario) {
    return Scenario.of(scenario, Path.of(""))
        .scheduler()
        .map(name -> new Scheduler(machine, name))
        .orElseThrow(
            () ->
                new BadInput(
                    "the scenario " + scenario + " has no scheduler of its own",
                    List.of("the kernel's selftests load and unload theirs"),
                    "take a Machine or a Shell as the parameter instead"));
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
