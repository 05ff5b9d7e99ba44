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
    return open(engine, plan, debugged, engine::prepare, progress);
  }

  /**
   * The machine of an earlier run as it was when the run began: with its kernel where the store
   * still has that, else with one that is built again.
   *
   * @param debugged whether QEMU's gdb stub listens
   * @throws dev.nosplat.engine.problem.Problem as a check would
   */
  public static Inspection open(Engine engine, Replay replay, boolean debugged, Progress progress)
      throws InterruptedException {
    return open(
        engine,
        replay.plan(),
        debugged,
        (plan, directory, timeline, p) ->
            engine.prepare(replay, directory, timeline, subject -> {}, p),
        progress);
  }

  /** Makes everything that the machine needs. */
  @FunctionalInterface
  private interface Preparation {
    Prepared prepare(CheckPlan plan, RunDirectory directory, Timeline timeline, Progress progress)
        throws InterruptedException;
  }

  private static Inspection open(
      Engine engine, CheckPlan plan, boolean debugged, Preparation preparation, Progress progress)
      throws InterruptedException {
    Settings settings = engine.settings();
    Timeline timeline = new Timeline(settings.clock());
    RunDirectory directory =
        RunDirectory.make(settings.home().runs(), timeline.began(), engine.nonce().substring(0, 6));
    Store.Use use = engine.use();
    boolean open = false;
    try {
      Prepared prepared = preparation.prepare(plan, directory, timeline, progress);
      Inspection inspection = booted(engine, plan, prepared, debugged, directory, use, progress);
      open = true;
      return inspection;
    } finally {
      engine.tellDamage(progress);
      if (!open) {
        use.close();
      }
    }
  }

  private static Inspection booted(
      Engine engine,
      CheckPlan plan,
      Prepared prepared,
      boolean debugged,
      RunDirectory directory,
      Store.Use use,
      Progress progress)
      throws InterruptedException {
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
