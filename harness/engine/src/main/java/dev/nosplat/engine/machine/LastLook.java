// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Keeps a guest that has ended from being gone at once. QEMU holds its CPUs and its memory as they
 * were when it panicked, was reset or switched itself off; they are read where it did not mean to,
 * and then QEMU is let go. Nobody waits for this: to everybody else the machine ends a little
 * later. In a thread of its own.
 */
final class LastLook {
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** After so long without a byte all that the guest printed has been taken. */
  private static final Duration QUIET = Duration.ofMillis(100);

  private final Qmp qmp;
  private final Console console;
  private final GuestExamination examination;

  private LastLook(Qmp qmp, Console console, GuestExamination examination) {
    this.qmp = qmp;
    this.console = console;
    this.examination = examination;
  }

  /**
   * Begins to wait for the end of a guest, which QEMU was told to survive. It ends with QEMU, or
   * with the connection to it.
   */
  static void over(Qmp qmp, Console console, GuestExamination examination) {
    LastLook look = new LastLook(qmp, console, examination);
    Thread thread = new Thread(look::await, "nosplat-last-look");
    thread.setDaemon(true);
    thread.start();
  }

  private void await() {
    try {
      String why = qmp.await(Qmp.SHUTDOWN).map(Qmp.Event::data).orElse("host");
      // The reasons are QEMU's ShutdownCause (qapi/run-state.json, 10.0).
      if (why.contains("guest-reset") || why.contains("guest-panic")) {
        look();
      }
      qmp.execute("quit", ANSWER);
    } catch (InterruptedException | IOException e) {
      // QEMU or the connection has gone: whoever waits for its end sees it.
    }
  }

  private void look() throws InterruptedException {
    while (console.silence().compareTo(QUIET) < 0) {
      Thread.sleep(QUIET.toMillis());
    }
    boolean panicked = qmp.event(Qmp.PANICKED).isPresent();
    List<String> tail = console.tail();
    if (Ending.silent(panicked, tail)) {
      examination.performOnReset();
    } else if (!Ending.rebooted(panicked, tail)) {
      examination.perform(List.of());
    }
  }
}
