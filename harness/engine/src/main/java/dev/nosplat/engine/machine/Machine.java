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
import java.util.List;
import java.util.Map;

/**
 * One running machine. Made by {@link Machines}; closing it ends QEMU and its container, completes
 * the console and removes its sockets, whatever state it is in.
 */
public final class Machine implements AutoCloseable {
  private static final Duration LAST_BYTES = Duration.ofSeconds(5);

  /** Lines of the console that tell how a boot ended. */
  private static final int SHOWN = 8;

  private static final Duration ANSWER = Duration.ofSeconds(5);

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

  Machine(
      MachineSpec spec,
      Workspace workspace,
      ToolchainContainer container,
      ContainerProcess qemu,
      QemuWords words,
      Console console,
      Sockets sockets,
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
  }

  /** What was booted. */
  public MachineSpec spec() {
    return spec;
  }

  /** What the kernel prints. */
  public Console console() {
    return console;
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

  /** Where the machine is now, looking at QEMU, its container and the console. */
  public synchronized MachineState state() throws InterruptedException {
    if (state != MachineState.READY) {
      return state;
    }
    if (qemu.ended() || console.ended()) {
      qemu.await(ANSWER);
      if (guestEndedIt()) {
        end(MachineState.PANICKED, "the guest's kernel reset the machine");
      } else {
        end(MachineState.LOST, "QEMU ended: " + String.join(" ", words.tail()));
      }
    }
    return state;
  }

  private boolean guestEndedIt() {
    return sockets
        .qmp()
        .event("SHUTDOWN")
        .map(e -> e.data().contains("\"guest\":true"))
        .orElse(false);
  }

  /** Why the machine is in its state: one sentence. */
  public synchronized String reason() {
    return reason;
  }

  private void end(MachineState how, String why) {
    state = how;
    reason = why;
  }

  /**
   * Whether the guest's init, which needs no scheduler class and no network, still answers.
   *
   * @return false if it did not answer within {@code limit}; the state is then {@code HUNG}
   */
  public boolean answers(Duration limit) throws InterruptedException {
    try {
      sockets.control().send(List.of("ping"));
    } catch (IOException e) {
      return false;
    }
    boolean answered = sockets.control().await("pong", limit).isPresent();
    if (!answered && state() == MachineState.READY) {
      synchronized (this) {
        end(
            MachineState.HUNG,
            "the guest's init did not answer within "
                + limit.toSeconds()
                + " s; the kernel has been silent for "
                + console.silence().toSeconds()
                + " s");
      }
    }
    return answered;
  }

  /**
   * Puts a marker into the guest's kernel log and waits for it on the serial console.
   *
   * @return its line; empty if it did not come: the capture is not to be trusted
   */
  public java.util.OptionalLong mark(Marker marker, Duration limit)
      throws ShellLost, InterruptedException {
    shell.script("echo " + ShellWord.quote(marker.text()) + " > /dev/kmsg", new byte[0], limit);
    return console.await(marker, limit);
  }

  /** Ends the guest's kernel properly and waits for the last byte of its console. */
  public void powerOff() throws InterruptedException {
    try {
      if (state() == MachineState.READY) {
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

  /** The console's file in the run directory. */
  public Path consoleFile() {
    return console.file();
  }

  @Override
  public void close() {
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
