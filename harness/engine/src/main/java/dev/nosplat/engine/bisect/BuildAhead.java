// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.history.Revision;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Builds the kernels that may be wanted next while a machine runs. For hosts with cores to spare: a
 * build beside a machine on a small host starves the guest, and a starved guest proves nothing.
 */
public final class BuildAhead implements Lookahead, AutoCloseable {
  private final CheckPlan plan;
  private final Checker checker;
  private final FixUps fixUps;
  private final ExecutorService builder =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "build-ahead");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Future<?>> open = new ArrayList<>();
  private final Set<String> begun = new HashSet<>();

  /** Builds with this checker what this plan needs. */
  public BuildAhead(CheckPlan plan, Checker checker, FixUps fixUps) {
    this.plan = plan;
    this.checker = checker;
    this.fixUps = fixUps;
  }

  /** Whether a host with this many processors can build while a machine of this plan runs. */
  public static boolean fits(int processors, CheckPlan plan) {
    return processors >= 2 * plan.shape().cpus() + 2;
  }

  /** Gives up what was expected before and turned out otherwise. */
  @Override
  public List<Revision> expect(List<Revision> candidates) {
    open.forEach(each -> each.cancel(true));
    open.clear();
    List<Revision> fresh = candidates.stream().filter(each -> begun.add(each.id())).toList();
    fresh.forEach(each -> open.add(builder.submit(() -> build(each))));
    return fresh;
  }

  private void build(Revision revision) {
    try {
      List<Path> patches = new ArrayList<>(fixUps.applyingTo(revision));
      patches.addAll(revision.patches());
      patches.addAll(plan.patches());
      checker.prepare(
          plan.withoutReach().onTree(revision.tree()).withPatches(patches), Progress.silent());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Problem e) {
      // If it is wanted after all, its own check fails in the same way and says why.
      return;
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
