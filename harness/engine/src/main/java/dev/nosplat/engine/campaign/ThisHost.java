// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.CellResult;
import dev.nosplat.record.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs cells on the host where this process is, some at once. */
public final class ThisHost implements Backend {
  /** How often a cell that another process works on is looked at. */
  private static final Duration POLL = Duration.ofMillis(500);

  private final Checker checker;
  private final int atOnce;
  private final Progress progress;

  /**
   * A backend.
   *
   * @param checker must be safe to call from as many threads as cells run at once
   * @param atOnce how many cells run at once
   */
  public ThisHost(Checker checker, int atOnce, Progress progress) {
    this.checker = checker;
    this.atOnce = atOnce;
    this.progress = progress;
  }

  @Override
  public List<String> run(Campaign campaign, List<PlannedCell> cells, CellResults results)
      throws InterruptedException {
    Work work = new Work(campaign, cells, results, true);
    ExecutorService workers = Executors.newFixedThreadPool(atOnce);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < atOnce; i++) {
        running.add(
            workers.submit(
                () -> {
                  work(work);
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      workers.shutdownNow();
      awaitEnd(workers);
    }
    return List.copyOf(work.refused);
  }

  /**
   * Runs one cell, once: if it ends INFRA_FAILED, whoever asked decides where it is tried again. A
   * cell that has a verdict, or has failed by us as often as it may, is not run; one that somebody
   * else is at is waited for.
   *
   * @return why it cannot be run as it is described, if that is so
   */
  public Optional<String> runOnce(Campaign campaign, PlannedCell cell, CellResults results)
      throws InterruptedException {
    Work work = new Work(campaign, List.of(cell), results, false);
    work(work);
    return work.refused.stream().findFirst();
  }

  private static RuntimeException failure(ExecutionException ended) throws InterruptedException {
    if (ended.getCause() instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    if (ended.getCause() instanceof Error error) {
      throw error;
    }
    return ended.getCause() instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException("a worker ended", ended);
  }

  /** Whoever stops a campaign does not leave before its machines are gone. */
  private static void awaitEnd(ExecutorService workers) {
    boolean interrupted = false;
    while (true) {
      try {
        if (workers.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true; // asked again; the machines still come first
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(Work work) throws InterruptedException {
    int skipped = 0;
    for (PlannedCell cell = work.waiting.poll(); cell != null; cell = work.waiting.poll()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the campaign was asked to stop");
      }
      Optional<FileLock> claim = work.results.claim(cell.key());
      if (claim.isEmpty()) {
        work.waiting.add(cell); // somebody else is at it: look again when nothing else is left
        if (++skipped > work.waiting.size()) {
          Thread.sleep(POLL.toMillis());
          skipped = 0;
        }
        continue;
      }
      skipped = 0;
      try (FileLock held = claim.get()) {
        if (work.isOpen(cell)) {
          run(cell, work);
        }
      }
    }
  }

  private void run(PlannedCell cell, Work work) throws InterruptedException {
    String label = cell.cell().label();
    CellResult result;
    CellResult unbuilt = work.unbuilt.get(cell.kernel());
    if (unbuilt != null) {
      result = unbuilt.ofSameKernel(cell.key(), cell.cell());
    } else {
      progress.say("begin " + label);
      try {
        result = CellResult.of(cell.key(), cell.cell(), checker.check(cell.plan(), progress));
      } catch (BadInput e) {
        work.refused.add(label + ": " + sentence(e));
        progress.say("cannot be run: " + label + ": " + e.what());
        return;
      }
    }
    boolean counts = work.results.keep(result);
    work.learn(cell.kernel(), result);
    progress.say(
        result.verdict().outcome()
            + " "
            + label
            + (counts ? "" : ", which had a verdict by then; that one counts"));
    int done = work.results.tries(cell.key()).size();
    if (work.again && result.verdict().outcome() == Outcome.INFRA_FAILED && done < work.tries) {
      progress.say("will be tried again, %d of %d: %s".formatted(done + 1, work.tries, label));
      work.waiting.add(cell);
    }
  }

  /** What the workers of one run share. */
  private static final class Work {
    private final int tries;
    private final boolean again;
    private final CellResults results;
    private final Queue<PlannedCell> waiting;
    private final List<String> refused = Collections.synchronizedList(new ArrayList<>());

    /** Kernels that do not build, with the cell that showed it: no other cell builds them again. */
    private final Map<String, CellResult> unbuilt = new ConcurrentHashMap<>();

    /**
     * Work.
     *
     * @param again whether what ended INFRA_FAILED is tried again here
     */
    Work(Campaign campaign, List<PlannedCell> cells, CellResults results, boolean again) {
      this.again = again;
      this.tries = campaign.matrix().tries();
      this.results = results;
      this.waiting = new ConcurrentLinkedQueue<>(cells);
      Set<String> done = results.listing().done();
      for (PlannedCell each : campaign.cells()) {
        if (done.contains(each.key())) {
          results.verdict(each.key()).ifPresent(result -> learn(each.kernel(), result));
        }
      }
    }

    void learn(String kernel, CellResult result) {
      if (result.verdict().outcome() == Outcome.BUILD_FAILED) {
        unbuilt.putIfAbsent(kernel, result);
      }
    }

    boolean isOpen(PlannedCell cell) {
      return results.verdict(cell.key()).isEmpty() && results.tries(cell.key()).size() < tries;
    }
  }

  private static String sentence(Problem problem) {
    String evidence =
        problem.evidence().isEmpty() ? "" : " (" + String.join("; ", problem.evidence()) + ")";
    return problem.what() + evidence + "; " + problem.advice();
  }
}
