// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nosplat.engine.problem.BootFailed;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.toolchain.ContainerProcess;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One running machine. Made by {@link Machines}; closing it ends QEMU and its container, completes
 * the console and removes its sockets, whatever state it is in.
 */
public final class Machine implements AutoCloseable {
  private static final Duration LAST_BYTES = Duration.ofSeconds(5);

  /** Lines of the console that tell how a boot ended. */
  private static final int SHOWN = 8;

  private static final Duration ANSWER = Duration.ofSeconds(5);

  private static final Duration LOOK = Duration.ofMillis(100);

  /** The part of a machine's life that the host may keep a virtual CPU waiting. */
  private static final double STARVED = 0.25;

  private final MachineSpec spec;
  private final Workspace workspace;
  private final ToolchainContainer container;
  private final ContainerProcess qemu;
  private final QemuWords words;
  private final Console console;
  private final Sockets sockets;
  private final Map<String, String> facts;
  private final Shell shell;
  private final Origin origin;
  private final BootTimes times;
  private MachineState state = MachineState.READY;
  private String reason = "the guest answers over SSH";
  private final VirtualCpus whole;
  private Optional<Boolean> starvedToTheEnd = Optional.empty();
  private final Watch watch;
  private final List<String> records = new ArrayList<>();
  private KernelLog log = KernelLog.none();

  Machine(
      MachineSpec spec,
      Workspace workspace,
      ToolchainContainer container,
      ContainerProcess qemu,
      QemuWords words,
      Console console,
      Sockets sockets,
      GuestExamination examination,
      Map<String, String> facts,
      Shell shell,
      Origin origin,
      BootTimes times) {
    this.spec = spec;
    this.workspace = workspace;
    this.container = container;
    this.qemu = qemu;
    this.words = words;
    this.console = console;
    this.sockets = sockets;
    this.facts = Map.copyOf(facts);
    this.shell = shell;
    this.origin = origin;
    this.times = times;
    this.whole = new VirtualCpus(sockets.qmp(), container);
    this.watch =
        Watch.over(
            this,
            sockets.control(),
            new VirtualCpus(sockets.qmp(), container),
            whole,
            examination,
            shell::close);
  }

  /**
   * How long a start took, in milliseconds.
   *
   * @param container from the request to a running container
   * @param guest from QEMU's start to the guest's report, or to the moment a restored guest runs
   * @param saving what storing the machine at its report took; 0 where it was not stored
   * @param ssh from there to the first SSH command's end
   */
  public record BootTimes(long container, long guest, long saving, long ssh) {
    /** From QEMU's start to the end of the first SSH command, without the time for storing. */
    public long startToSsh() {
      return guest + ssh;
    }

    /** From the request to the end of the first SSH command, without the time for storing. */
    public long all() {
      return container + guest + ssh;
    }
  }

  /** What was booted. */
  public MachineSpec spec() {
    return spec;
  }

  /** What the kernel prints. */
  public Console console() {
    return console;
  }

  /** The connections to QEMU. */
  Sockets sockets() {
    return sockets;
  }

  /** Whether the guest has ended and QEMU holds it for a last look. */
  boolean isEnding() {
    return sockets.qmp().event(Qmp.SHUTDOWN).isPresent();
  }

  /** What lies in the guest's memory. */
  public GuestMemory memory() {
    return new GuestMemory(sockets.qmp());
  }

  /** Commands in the guest. */
  public Shell shell() {
    return shell;
  }

  /** What the guest said about itself before SSH started, {@code debug_locks} among it. */
  public Map<String, String> facts() {
    return facts;
  }

  /** Whether it was booted or restored. */
  public Origin origin() {
    return origin;
  }

  /** How long booting or restoring took. */
  public BootTimes times() {
    return times;
  }

  /** QEMU's own version, for example {@code 10.0.13}; {@code unknown} if it does not say. */
  public String qemuVersion() throws InterruptedException {
    try {
      JsonNode version = sockets.qmp().execute("query-version", ANSWER).path("qemu");
      return version.path("major").asText()
          + "."
          + version.path("minor").asText()
          + "."
          + version.path("micro").asText();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /**
   * Whether the host kept one of the virtual CPUs waiting for more than a quarter of the time since
   * the machine was up, until it was powered off: then a report that a clock triggers proves
   * nothing. True where QEMU is gone and cannot say.
   */
  public boolean hostStarved() throws InterruptedException {
    if (starvedToTheEnd.isPresent()) {
      return starvedToTheEnd.get();
    }
    try {
      return whole.look().map(use -> use.waited() > STARVED).orElse(true);
    } catch (IOException | InfraFailed e) {
      return true;
    }
  }

  /** Where the machine is now, looking at QEMU, its container, its sockets and the console. */
  public synchronized MachineState state() throws InterruptedException {
    if (state != MachineState.READY) {
      return state;
    }
    Optional<String> unwritten = console.failure();
    if (unwritten.isPresent()) {
      end(MachineState.LOST, unwritten.get());
    } else if (qemu.ended() || console.ended() || sockets.qmp().ended()) {
      end();
    }
    return state;
  }

  private void end() throws InterruptedException {
    OptionalInt code;
    try {
      code = qemu.await(ANSWER);
    } catch (InfraFailed e) {
      end(MachineState.LOST, e.what() + ": " + String.join(" ", e.evidence()));
      return;
    }
    // An ending QEMU closes one socket after the other; one that runs on has lost this one.
    if (code.isEmpty() && !console.ended()) {
      end(MachineState.LOST, "QEMU's control socket was closed while QEMU ran");
      return;
    }
    Ending ending =
        Ending.of(
            sockets.qmp().event(Qmp.SHUTDOWN),
            sockets.qmp().event(Qmp.PANICKED).isPresent(),
            code,
            console.tail(),
            words.tail());
    end(ending.state(), ending.reason());
  }

  /** Why the machine is in its state: one sentence. */
  public synchronized String reason() {
    return reason;
  }

  private synchronized void end(MachineState how, String why) {
    state = how;
    reason = why;
  }

  /** It is not the guest that failed. */
  void isLost(String why) {
    end(MachineState.LOST, why);
  }

  /** Nothing in the guest goes on any more. */
  void hangs(String why) {
    end(MachineState.HUNG, why);
  }

  /** Finds out what became of a guest whose SSH failed, in bounded time. */
  public LostShell explainLostShell() throws InterruptedException {
    return new LostShellExamination(this, watch).perform();
  }

  /** What the guest's init says of its SSH server, where that has ended. */
  Optional<String> endOfSshServer() {
    return Optional.ofNullable(sockets.control().facts().get("sshd"));
  }

  /**
   * Holds the console against the kernel's own log, as far as the guest can still be asked for it.
   */
  public KernelReports reports() throws InterruptedException {
    boolean collected = false;
    try {
      if (state() == MachineState.READY) {
        collected =
            sockets
                .control()
                .ask("kmsg", "kmsg", "kmsg-end", records, spec.accelerator().scale(ANSWER))
                .isPresent();
      }
    } catch (IOException e) {
      // The guest is gone: what was collected before has to do.
    }
    if (records.isEmpty()) {
      log = KernelLog.none();
    } else {
      KernelLog whole = KernelLog.of(records);
      log = new KernelLog(whole.lines(), whole.gap(), collected);
    }
    return KernelReports.of(console, log);
  }

  /** The same of a console that is complete, with the log as it was collected last. */
  public KernelReports lastReports() {
    return KernelReports.of(console, log);
  }

  /**
   * Puts a marker into the guest's kernel log and waits for it on the serial console.
   *
   * @return its line; empty if it did not come: the capture is not to be trusted
   */
  public OptionalLong mark(Marker marker, Duration limit) throws ShellLost, InterruptedException {
    shell.script("echo " + ShellWord.quote(marker.text()) + " > /dev/kmsg", new byte[0], limit);
    return console.await(marker, limit);
  }

  /** Ends the guest's kernel properly and waits for the last byte of its console. */
  public void powerOff() throws InterruptedException {
    watch.close();
    try {
      if (state() == MachineState.READY) {
        starvedToTheEnd = Optional.of(hostStarved());
        sockets.control().send(List.of("poweroff"));
        if (!console.awaitEnd(LAST_BYTES)) {
          sockets.qmp().execute("quit", ANSWER);
          console.awaitEnd(LAST_BYTES);
        }
        synchronized (this) {
          end(MachineState.STOPPED, "powered off");
        }
      }
    } catch (IOException e) {
      // It ends with its container below, in close().
    }
  }

  /**
   * A shell on the serial console, for a person: what the kernel prints stands between what is
   * typed and answered. It needs neither network nor SSH.
   *
   * @throws IOException if the guest does not open its serial port
   */
  public void attachConsole(Seat seat) throws IOException, InterruptedException {
    console.copyTo(seat.out());
    sockets.control().send(List.of("console"));
    Typist typist = Typist.from(seat.in(), sockets.serial());
    while (!typist.left() && state() == MachineState.READY) {
      if (sockets.control().await("console-ended", LOOK).isPresent()) {
        return;
      }
      if (!sockets.control().errors().isEmpty()) {
        throw new IOException(String.join("; ", sockets.control().errors()));
      }
    }
  }

  /** The socket, which only its owner can reach, where QEMU's gdb stub listens, if it does. */
  public Optional<Path> gdbSocket() {
    return spec.debugged()
        ? Optional.of(workspace.directory().resolve(QemuCommand.GDB))
        : Optional.empty();
  }

  /** The console's file in the run directory. */
  public Path consoleFile() {
    return console.file();
  }

  @Override
  public void close() {
    watch.close();
    shell.close();
    sockets.close();
    container.close();
    console.close();
    workspace.close();
  }

  /** The failure of a boot, told by whose fault it is. */
  static RuntimeException bootFailure(
      String what, Console console, QemuWords words, boolean qemuEnded) {
    if (console.bytes() > 0) {
      List<String> tail = console.tail();
      return new BootFailed(
          what,
          tail.subList(Math.max(0, tail.size() - SHOWN), tail.size()),
          "read console.log in the run directory; qemu.sh there boots the same kernel by hand");
    }
    return new InfraFailed(
        qemuEnded ? "QEMU ended before the kernel printed anything" : what,
        words.tail(),
        "see that the container engine has memory and time to spare; qemu.sh in the run directory"
            + " starts the same machine by hand");
  }
}
