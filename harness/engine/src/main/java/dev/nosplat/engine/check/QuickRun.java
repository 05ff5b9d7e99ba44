// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.RunRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run of a plan while somebody waits for it: only where the kernel without the patches is built
 * already, and for so long at most.
 */
public final class QuickRun {
  /** Containers and a machine are removed within this. */
  private static final Duration REMOVAL = Duration.ofMinutes(1);

  private final Checker checker;
  private final Base base;
  private final Duration most;

  /** Whether the kernel of a plan is in the store. */
  @FunctionalInterface
  public interface Base {
    /** Asks; nothing is built. */
    boolean built(CheckPlan plan, Progress progress) throws InterruptedException;
  }

  /**
   * Runs.
   *
   * @param checker builds and boots
   * @param base knows what is built
   * @param most how long a run may take, what it builds included
   */
  public QuickRun(Checker checker, Base base, Duration most) {
    this.checker = checker;
    this.base = base;
    this.most = most;
  }

  /** What came of it. */
  public sealed interface Result {}

  /** It ended in time. */
  public record Ended(RunRecord run) implements Result {}

  /** There is no record. */
  public record Missing(Reason reason) implements Result {}

  /** Why there is no record. */
  public enum Reason {
    /** Nobody asked for a run. */
    NOT_ASKED,
    /** The kernel without the patches would have to be built first, which takes minutes. */
    NO_BASE,
    /** It did not end in time, and was stopped. */
    LATE,
    /** Something that a run needs is not there. */
    UNABLE
  }

  /**
   * Runs a plan.
   *
   * @throws dev.nosplat.engine.problem.Problem if it cannot be carried out
   * @throws InterruptedException if this was asked to stop; the run is stopped too
   */
  public Result of(CheckPlan plan) throws InterruptedException {
    if (!base.built(plan.withPatches(List.of()), Progress.silent())) {
      return new Missing(Reason.NO_BASE);
    }
    ExecutorService alone = Executors.newSingleThreadExecutor();
    try {
      Future<RunRecord> run = alone.submit(() -> checker.check(plan, Progress.silent()));
      return new Ended(run.get(most.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return new Missing(Reason.LATE);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException ours) {
        throw ours;
      }
      throw new IllegalStateException("the run ended without a record", e.getCause());
    } finally {
      stop(alone);
    }
  }

  /** Interrupts a run that is under way, and waits until it has removed what it started. */
  private static void stop(ExecutorService alone) throws InterruptedException {
    alone.shutdownNow();
    if (!alone.awaitTermination(REMOVAL.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("the run does not stop");
    }
  }
}
