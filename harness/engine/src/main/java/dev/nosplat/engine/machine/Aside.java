// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work in a thread of its own while something slower goes on.
 *
 * @param <T> what it gives
 */
final class Aside<T> {
  private final FutureTask<T> task;

  private Aside(FutureTask<T> task) {
    this.task = task;
  }

  static <T> Aside<T> start(String name, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "nosplat-" + name);
    thread.setDaemon(true);
    thread.start();
    return new Aside<>(task);
  }

  /** Waits for the result; what the work threw comes as it is. */
  T get() throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw asItIs(e);
    }
  }

  /** The same, for so long at most; the work goes on after that. */
  T get(Duration limit) throws InterruptedException, TimeoutException {
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw asItIs(e);
    }
  }

  private static RuntimeException asItIs(ExecutionException e) throws InterruptedException {
    Throwable cause = e.getCause();
    if (cause instanceof InterruptedException) {
      throw new InterruptedException(cause.getMessage());
    } else if (cause instanceof RuntimeException failure) {
      return failure;
    } else if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(cause);
  }
}
