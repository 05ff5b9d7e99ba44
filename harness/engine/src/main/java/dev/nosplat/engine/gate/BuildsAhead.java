// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.RunRecord;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Builds the next change's kernel while the machine of this one is judged. For hosts with cores to
 * spare: a build beside a machine on a small host starves the guest, and a starved guest proves
 * nothing.
 */
public final class BuildsAhead implements Checker, AutoCloseable {
  private final Checker checker;
  private final List<CheckPlan> order;
  private final ExecutorService builder =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "next-build");
            thread.setDaemon(true);
            return thread;
          });
  private int begun;

  /** Checks with this checker the changes of a gate, which come in their order. */
  public BuildsAhead(Checker checker, List<GatePlan.Change> changes) {
    this.checker = checker;
    this.order = changes.stream().map(GatePlan.Change::plan).toList();
  }

  /** Whether a host with this many processors can build while a machine of this plan runs. */
  public static boolean fits(int processors, CheckPlan plan) {
    return processors >= 2 * plan.shape().cpus() + 2;
  }

  @Override
  public RunRecord check(CheckPlan plan, Progress progress) throws InterruptedException {
    prepare(plan, progress);
    int next = order.indexOf(plan) + 1;
    // The base comes before the first change, and a repeated change has its successor begun.
    if (next < order.size() && next >= begun) {
      begun = next + 1;
      builder.execute(() -> prepareQuietly(order.get(next)));
    }
    return checker.check(plan, progress);
  }

  /** Builds now what a check of the plan needs; where that fails, the check itself says why. */
  @Override
  public void prepare(CheckPlan plan, Progress progress) throws InterruptedException {
    try {
      checker.prepare(plan, progress);
    } catch (Problem e) {
      progress.say("note: " + e.what());
    }
  }

  private void prepareQuietly(CheckPlan plan) {
    try {
      prepare(plan, Progress.silent());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops what is being built. */
  @Override
  public void close() {
    builder.shutdownNow();
    try {
      builder.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
