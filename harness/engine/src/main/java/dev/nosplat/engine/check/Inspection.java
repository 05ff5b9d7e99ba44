// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.machine.Accelerator;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.progress.Progress;
import java.nio.file.Path;

/**
 * The machine that a check of the same plan would boot, for a person to look inside. Nothing is run
 * on it and nothing is judged; its run directory stays.
 *
 * @param machine the machine, up and answering
 * @param vmlinux the kernel with its debugging information
 * @param directory the run directory
 * @param use keeps kernel and guest in the store
 */
public record Inspection(Machine machine, Path vmlinux, Path directory, Store.Use use)
    implements AutoCloseable {

  /**
   * Builds what the plan needs and boots it.
   *
   * @param debugged whether QEMU's gdb stub listens
   * @throws dev.nosplat.engine.problem.Problem as a check would
   */
  public static Inspection open(Engine engine, CheckPlan plan, boolean debugged, Progress progress)
      throws InterruptedException {
    Settings settings = engine.settings();
    Timeline timeline = new Timeline(settings.clock());
    RunDirectory directory =
        RunDirectory.make(settings.home().runs(), timeline.began(), engine.nonce().substring(0, 6));
    Store.Use use = engine.use();
    boolean open = false;
    try {
      Inspection inspection = open(engine, plan, debugged, directory, use, progress);
      open = true;
      return inspection;
    } finally {
      engine.tellDamage(progress);
      if (!open) {
        use.close();
      }
    }
  }

  private static Inspection open(
      Engine engine,
      CheckPlan plan,
      boolean debugged,
      RunDirectory directory,
      Store.Use use,
      Progress progress)
      throws InterruptedException {
    Prepared prepared =
        engine.prepare(plan, directory, new Timeline(engine.settings().clock()), progress);
    Accelerator accelerator = engine.accelerate(prepared, plan.shape(), progress).accelerator();
    progress.begin("booting " + prepared.kernel().release());
    Machine machine =
        debugged
            ? engine.bootDebugged(prepared, plan.shape(), accelerator, directory.path(), progress)
            : engine.start(prepared, plan, accelerator, directory.path(), progress);
    return new Inspection(machine, prepared.kernel().vmlinux(), directory.path(), use);
  }

  @Override
  public void close() {
    try (use) {
      machine.close();
    }
  }
}
