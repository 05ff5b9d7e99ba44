// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.time.Duration;
import java.util.Optional;

/**
 * Finds out why SSH to a guest failed: whether the machine ended or hangs, whether the server was
 * killed, whether only the connection was cut, or whether the guest is in a state in which it
 * cannot go on serving it.
 */
final class LostShellExamination {
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** One try to reach an SSH server that may be gone; on hardware it answers in milliseconds. */
  private static final Duration TRY = Duration.ofSeconds(1);

  /** After so long without a line the console has caught up with the kernel. */
  private static final Duration QUIET = Duration.ofMillis(500);

  private static final Duration LOOK = Duration.ofMillis(100);

  /** oom_kill_process() in mm/oom_kill.c, 6.12 to 7.3. */
  private static final String OUT_OF_MEMORY = "Out of memory: Killed process";

  private final Machine machine;
  private final Watch watch;

  LostShellExamination(Machine machine, Watch watch) {
    this.machine = machine;
    this.watch = watch;
  }

  LostShell perform() throws InterruptedException {
    boolean cut = !machine.shell().connected();
    long deadline = deadline(ANSWER);
    boolean reachable = false;
    do {
      // Asked after each try: init may have answered before it reaped a server that was killed,
      // and would serve another connection all the same.
      if (!watch.settle()) {
        return new LostShell.MachineEnded();
      }
      Optional<String> server = endOfServer();
      if (server.isPresent()) {
        return new LostShell.ServerEnded(server.get());
      }
      if (reachable) {
        return livesOn(cut);
      }
      reachable = machine.shell().reachable(machine.spec().accelerator().scale(TRY));
    } while (reachable || System.nanoTime() < deadline);
    return new LostShell.Stuck(
        "the guest cannot be reached over SSH any more; its init still answers");
  }

  /**
   * Another connection is served. One that was cut is not the guest's doing; one that stands and is
   * not served has its process on a CPU or behind a lock that does not come free.
   */
  private LostShell livesOn(boolean cut) {
    if (cut) {
      machine.isLost("the SSH connection was cut, while the guest and its SSH server live on");
      return new LostShell.MachineEnded();
    }
    return new LostShell.Stuck(
        "the guest no longer answers on its SSH connection, though it answers on another: a CPU or"
            + " a lock holds up some of its tasks");
  }

  private Optional<String> endOfServer() throws InterruptedException {
    Optional<String> end = machine.endOfSshServer();
    if (end.isEmpty()) {
      return end;
    }
    // Why it was killed is printed before, and reaches a slow serial port after.
    long deadline = deadline(TRY);
    while (machine.console().silence().compareTo(QUIET) < 0 && System.nanoTime() < deadline) {
      Thread.sleep(LOOK.toMillis());
    }
    boolean starving = machine.console().tail().stream().anyMatch(l -> l.contains(OUT_OF_MEMORY));
    return Optional.of(
        "the guest's SSH server "
            + end.get()
            + (starving ? ", after the guest ran out of memory" : "")
            + "; its init still answers");
  }

  private long deadline(Duration onHardware) {
    return System.nanoTime() + machine.spec().accelerator().scale(onHardware).toNanos();
  }
}
