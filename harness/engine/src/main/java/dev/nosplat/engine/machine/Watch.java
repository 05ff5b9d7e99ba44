// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.problem.InfraFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Looks after a machine that is up, in a thread of its own: notices that it ended, and that nothing
 * in it goes on. Progress is whatever shows life: a line on the console, an answer of the guest's
 * init, which needs no network, or a host that gives the virtual CPUs no time, for then the guest
 * is not to blame. Whoever waits for the guest's SSH is released when the machine has ended.
 */
final class Watch implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** Between two looks at a guest that has ended and is still being read. */
  private static final Duration MOMENT = Duration.ofMillis(100);

  /** How long nothing may go on, on hardware; emulation gets its multiple of it. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A guest that a debugger holds does not hang. */
  private static final Duration FOR_EVER = Duration.ofDays(365);

  /** However starved the host is, after so many patiences it is over. */
  private static final int UTMOST = 10;

  private final Machine machine;
  private final ControlPort control;
  private final VirtualCpus cpus;
  private final VirtualCpus whole;
  private final GuestExamination examination;
  private final Runnable release;
  private final Duration patience;
  private final Thread thread;
  private volatile boolean closed;
  private long alive = System.nanoTime();
  private long lastAnswer = alive;
  private long consoleBytes;

  private Watch(
      Machine machine,
      ControlPort control,
      VirtualCpus cpus,
      VirtualCpus whole,
      GuestExamination examination,
      Runnable release) {
    this.machine = machine;
    this.control = control;
    this.cpus = cpus;
    this.whole = whole;
    this.examination = examination;
    this.release = release;
    this.patience =
        machine.spec().debugged() ? FOR_EVER : machine.spec().accelerator().scale(PATIENCE);
    this.thread = new Thread(this::watch, "nosplat-watch");
    thread.setDaemon(true);
  }

  /**
   * Begins.
   *
   * @param cpus for looks at a guest that is silent
   * @param whole is given its first look: the time since then is the machine's whole life
   * @param release called once, when the machine has ended or hangs
   */
  static Watch over(
      Machine machine,
      ControlPort control,
      VirtualCpus cpus,
      VirtualCpus whole,
      GuestExamination examination,
      Runnable release) {
    Watch watch = new Watch(machine, control, cpus, whole, examination, release);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    try {
      beginWhole();
      while (!closed && look()) {
        Thread.sleep(PERIOD.toMillis());
      }
    } catch (InterruptedException e) {
      // Closed.
    }
    if (!closed) {
      release.run();
    }
  }

  /**
   * Looks until something has shown that the guest lives, or the machine has ended.
   *
   * @return whether it lives
   */
  boolean settle() throws InterruptedException {
    long since = System.nanoTime();
    while (machine.state() == MachineState.READY) {
      if (!look()) {
        return false;
      }
      synchronized (this) {
        if (lastAnswer - since > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** One look; false when the machine is no longer ready. */
  private synchronized boolean look() throws InterruptedException {
    if (machine.state() == MachineState.READY && machine.isEnding()) {
      Thread.sleep(MOMENT.toMillis());
      return true;
    }
    if (machine.state() != MachineState.READY || stuck()) {
      return false;
    }
    try {
      if (control.ask("ping", "pong", PERIOD).isPresent()) {
        lastAnswer = System.nanoTime();
        alive = lastAnswer;
        cpus.forget();
        return true;
      }
    } catch (IOException e) {
      // The port went with QEMU: state() tells at the next look.
      return machine.state() == MachineState.READY;
    }
    if (machine.console().bytes() != consoleBytes) {
      consoleBytes = machine.console().bytes();
      alive = System.nanoTime();
    }
    Optional<VirtualCpus.Use> use = lookAtCpus();
    if (use.map(VirtualCpus.Use::starved).orElse(false)) {
      alive = System.nanoTime();
    }
    long silent = System.nanoTime() - alive;
    long unanswered = System.nanoTime() - lastAnswer;
    if (silent < patience.toNanos() && unanswered < patience.multipliedBy(UTMOST).toNanos()) {
      return true;
    }
    if (machine.state() == MachineState.READY && use.isEmpty()) {
      machine.isLost("QEMU runs but does not answer");
    }
    if (machine.state() == MachineState.READY) {
      examination.perform(List.of());
      machine.hangs(
          "the guest's init has not answered for "
              + Duration.ofNanos(unanswered).toSeconds()
              + " s, the kernel has been silent for "
              + machine.console().silence().toSeconds()
              + " s"
              + use.map(u -> "; " + u.text()).orElse(""));
    }
    return false;
  }

  private void beginWhole() throws InterruptedException {
    try {
      whole.look();
    } catch (IOException | InfraFailed e) {
      // QEMU or its container went: the next look at the state tells.
    }
  }

  /** Whether a CPU does not go on, whatever the others do; the console has the report then. */
  private boolean stuck() throws InterruptedException {
    if (machine.spec().debugged()) {
      return false;
    }
    List<StuckCpus.Stuck> stuck = examination.look();
    if (stuck.isEmpty() || machine.state() != MachineState.READY) {
      return false;
    }
    Optional<String> unread = examination.perform(stuck);
    machine.hangs(
        GuestExamination.headline(stuck.get(0)).substring("nosplat: ".length())
            + unread.map(why -> "; " + why).orElse(""));
    return true;
  }

  private Optional<VirtualCpus.Use> lookAtCpus() throws InterruptedException {
    try {
      return cpus.look();
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // QEMU or its container went: the next look at the state tells
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
