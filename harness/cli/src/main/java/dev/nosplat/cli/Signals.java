// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM: the command is interrupted, and the process waits until it has put everything
 * away: containers, machines, temporary directories. A second Ctrl-C does not wait. Java's own
 * shutdown hooks cannot tell the second one.
 */
final class Signals {
  /** As a shell reports a process that SIGINT ended. */
  static final int INTERRUPTED = 130;

  /** As a shell reports a process that SIGTERM ended. */
  static final int TERMINATED = 143;

  /** How long a stopped run may take to leave nothing behind. */
  private static final int GOODBYE_SECONDS = 30;

  /** What takes longer is told to the user. */
  private static final int SILENT_MILLIS = 700;

  private Signals() {}

  /**
   * From here on they interrupt this thread.
   *
   * <p>SIGTERM is not left to the JVM: its shutdown hooks run side by side, and Testcontainers'
   * would remove the containers that the command is removing.
   *
   * @param ended counted down when the command has ended
   * @return whether SIGTERM has come
   */
  static AtomicBoolean interrupt(Thread command, CountDownLatch ended, PrintStream err) {
    AtomicBoolean asked = new AtomicBoolean();
    Signal.handle(
        new Signal("INT"),
        signal -> {
          if (asked.getAndSet(true)) {
            Runtime.getRuntime().halt(INTERRUPTED);
          }
          command.interrupt();
          tellIfItTakesLong(ended, err);
        });
    AtomicBoolean terminated = new AtomicBoolean();
    Signal.handle(
        new Signal("TERM"),
        signal -> {
          if (!terminated.getAndSet(true)) {
            stop(command, ended);
            if (ended.getCount() > 0) {
              System.exit(TERMINATED);
            }
          }
        });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(command, ended), "stop-on-signal"));
    return terminated;
  }

  private static void tellIfItTakesLong(CountDownLatch ended, PrintStream err) {
    try {
      if (!ended.await(SILENT_MILLIS, TimeUnit.MILLISECONDS)) {
        err.println("stopping what was started; Ctrl-C again ends at once");
        err.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stop(Thread command, CountDownLatch ended) {
    command.interrupt();
    try {
      if (!ended.await(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("nosplat: gave up waiting for the run to stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
