// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.CellResult;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
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
    Queue<PlannedCell> waiting = new ConcurrentLinkedQueue<>(cells);
    List<String> refused = Collections.synchronizedList(new ArrayList<>());
    ExecutorService workers = Executors.newFixedThreadPool(atOnce);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < atOnce; i++) {
        running.add(
            workers.submit(
                () -> {
                  work(campaign.matrix().tries(), waiting, results, refused);
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
    return List.copyOf(refused);
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

  private void work(
      int tries, Queue<PlannedCell> waiting, CellResults results, List<String> refused)
      throws InterruptedException {
    int skipped = 0;
    for (PlannedCell cell = waiting.poll(); cell != null; cell = waiting.poll()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the campaign was asked to stop");
      }
      Optional<FileLock> claim = results.claim(cell.key());
      if (claim.isEmpty()) {
        waiting.add(cell); // somebody else is at it: look again when nothing else is left
        if (++skipped > waiting.size()) {
          Thread.sleep(POLL.toMillis());
          skipped = 0;
        }
        continue;
      }
      skipped = 0;
      try (FileLock held = claim.get()) {
        if (results.verdict(cell.key()).isEmpty() && results.tries(cell.key()).size() < tries) {
          run(cell, tries, waiting, results, refused);
        }
      }
    }
  }

  private void run(
      PlannedCell cell,
      int tries,
      Queue<PlannedCell> waiting,
      CellResults results,
      List<String> refused)
      throws InterruptedException {
    String label = cell.cell().label();
    progress.say("begin " + label);
    RunRecord run;
    try {
      run = checker.check(cell.plan(), progress);
    } catch (BadInput e) {
      refused.add(label + ": " + sentence(e));
      progress.say("cannot be run: " + label + ": " + e.what());
      return;
    }
    CellResult result = CellResult.of(cell.key(), cell.cell(), run);
    boolean counts = results.keep(result);
    progress.say(
        result.verdict().outcome()
            + " "
            + label
            + (counts ? "" : ", which had a verdict by then; that one counts"));
    int done = results.tries(cell.key()).size();
    if (result.verdict().outcome() == Outcome.INFRA_FAILED && done < tries) {
      progress.say("will be tried again, %d of %d: %s".formatted(done + 1, tries, label));
      waiting.add(cell);
    }
  }

  private static String sentence(Problem problem) {
    String evidence =
        problem.evidence().isEmpty() ? "" : " (" + String.join("; ", problem.evidence()) + ")";
    return problem.what() + evidence + "; " + problem.advice();
  }
}
