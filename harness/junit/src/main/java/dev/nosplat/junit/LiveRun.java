// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * A run that waits for the tests: the engine carries it out in a thread of its own, which stands
 * still between the scheduler's start and the scenario's workload while the tests use the machine.
 */
final class LiveRun implements ClassRun {
  private static final long LOOK_MILLIS = 50;

  private final Expectation expectation;
  private final SynchronousQueue<Stage> raised = new SynchronousQueue<>();
  private final CountDownLatch testsDone = new CountDownLatch(1);
  private final FutureTask<RunRecord> run;
  private final Thread thread;
  private Optional<Stage> stage = Optional.empty();
  private int seen;

  private LiveRun(Expectation expectation, Runs runs, Progress progress) {
    this.expectation = expectation;
    this.run = new FutureTask<>(() -> runs.check(expectation.plan(), this::hold, progress));
    this.thread = new Thread(run, "nosplat-run");
    thread.setDaemon(true);
  }

  /** Starts one and waits until its machine is up; or until it ended without one. */
  static LiveRun start(Expectation expectation, Runs runs, Progress progress)
      throws InterruptedException {
    LiveRun live = new LiveRun(expectation, runs, progress);
    live.thread.start();
    boolean up = false;
    try {
      while (live.stage.isEmpty() && !live.run.isDone()) {
        live.stage = Optional.ofNullable(live.raised.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS));
      }
      up = true;
      return live;
    } finally {
      if (!up) {
        live.close();
      }
    }
  }

  private void hold(Stage machine) throws InterruptedException {
    raised.put(machine);
    testsDone.await();
  }

  /** Whether there is a machine for the tests. */
  boolean isUp() {
    return stage.isPresent();
  }

  @Override
  public Expectation expectation() {
    return expectation;
  }

  @Override
  public Optional<Object> parameter(Class<?> type) {
    return stage.flatMap(s -> s.parameter(type));
  }

  /** A splat fails the test that it followed; the next test starts with a clean slate. */
  @Override
  public synchronized Optional<VerdictFailure> look(String test) throws InterruptedException {
    if (stage.isEmpty() || run.isDone()) {
      return Optional.empty();
    }
    Optional<String> lost = Optional.empty();
    try {
      if (!stage.get().settle(test)) {
        lost = Optional.of("a marker did not reach the console after " + test);
      }
    } catch (IOException e) {
      lost = Optional.of("the guest no longer answers after " + test + ": " + e.getMessage());
    }
    List<Splat> splats = stage.get().splats();
    int before = seen;
    seen = splats.size();
    if (expectation.expected() != Outcome.PASS) {
      return Optional.empty(); // the verdict at the end is what such a class waits for
    }
    return splats.size() > before
        ? Optional.of(VerdictFailure.of(splats.get(before), expectation))
        : lost.map(what -> VerdictFailure.lost(what, expectation));
  }

  @Override
  public RunRecord end() throws InterruptedException {
    testsDone.countDown();
    try {
      return run.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      } else if (e.getCause() instanceof InterruptedException) {
        throw new InterruptedException("the run was interrupted");
      }
      throw new IllegalStateException("the run failed", e.getCause());
    }
  }

  @Override
  public void close() {
    if (!run.isDone()) {
      thread.interrupt();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
