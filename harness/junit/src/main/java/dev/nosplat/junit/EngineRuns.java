// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.machine.Console;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.Shell;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.scenario.Scheduler;
import dev.nosplat.record.RunRecord;
import java.util.Set;

/** Real kernels on real machines. */
final class EngineRuns implements Runs {

  @Override
  public Set<Class<?>> onStage() {
    return Set.of(Machine.class, Console.class, Shell.class, Scheduler.class);
  }

  @Override
  public RunRecord check(CheckPlan plan, Interlude interlude, Progress progress)
      throws InterruptedException {
    try (Engine engine = Engine.open(Settings.ofProcess())) {
      return new KernelChecker(engine)
          .check(
              engine.asTrustedHere(plan),
              machine -> interlude.on(new MachineStage(machine, plan.scenario())),
              progress);
    }
  }
}
