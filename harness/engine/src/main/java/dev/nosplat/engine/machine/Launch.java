// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nosplat.engine.problem.BootFailed;
import dev.nosplat.engine.toolchain.ContainerProcess;
import dev.nosplat.engine.toolchain.Harvest;
import dev.nosplat.engine.toolchain.HarvestRefused;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A QEMU on its way to a {@link Machine}: it runs, its sockets are connected, SSH is not up. */
final class Launch {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration REPORT = Duration.ofSeconds(20);
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final Duration SSH = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration SAVE = Duration.ofSeconds(60);
  private static final Duration LOAD = Duration.ofSeconds(20);
  private static final long CONSOLE_LIMIT = 8L << 20;
  private static final long UNLIMITED = 1L << 40;

  private final MachineSpec spec;
  private final Place place;
  private final Console console;
  private final ContainerProcess qemu;
  private final SerialLine serial;
  private final Sockets sockets;
  private final GuestExamination examination;

  private Launch(
      MachineSpec spec,
      Place place,
      ContainerProcess qemu,
      SerialLine serial,
      Sockets sockets,
      GuestExamination examination) {
    this.spec = spec;
    this.place = place;
    this.console = place.console();
    this.qemu = qemu;
    this.serial = serial;
    this.sockets = sockets;
    this.examination = examination;
  }

  /**
   * Starts QEMU and connects to it. The machine stands still until {@link #resume}.
   *
   * @param command QEMU's command line
   * @throws IOException if QEMU ends before it listens
   */
  static Launch of(MachineSpec spec, List<String> command, Place place)
      throws IOException, InterruptedException {
    Workspace workspace = place.workspace();
    ContainerProcess qemu = place.container().start(command, Map.of(), place.words());
    place.relay();
    ControlPort control = place.entrust(ControlPort.over(connect(workspace, "control", qemu)));
    Qmp qmp = place.entrust(Qmp.over(connect(workspace, "qmp", qemu), CONNECT));
    GuestExamination examination =
        new GuestExamination(
            qmp,
            place.console(),
            new VirtualCpus(qmp, place.container()),
            new Autopsy(qmp, place.container(), spec.symbols().isPresent()));
    LastLook.over(qmp, place.console(), examination);
    // QEMU has both ends of both pipes open by now, so neither of these waits.
    SerialLine serial = place.entrust(new SerialLine(workspace.serialOut()));
    OutputStream keys =
        place.entrust(
            // QEMU's container could put a link there.
            Files.newOutputStream(
                workspace.serialIn(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    Thread drain = new Thread(() -> place.console().drain(serial), "nosplat-console");
    drain.setDaemon(true);
    drain.start();
    return new Launch(spec, place, qemu, serial, new Sockets(control, qmp, keys), examination);
  }

  private static SocketChannel connect(Workspace workspace, String name, ContainerProcess qemu)
      throws IOException, InterruptedException {
    return Sockets.connect(
        workspace.directory().resolve(name),
        CONNECT,
        () -> {
          try {
            return qemu.ended();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
          }
        });
  }

  /** Waits until the guest's init has told its facts. */
  void awaitReport() throws InterruptedException {
    long deadline = System.nanoTime() + spec.accelerator().scale(REPORT).toNanos();
    Duration silence = spec.accelerator().scale(SILENCE);
    while (sockets.control().await("waiting", LOOK).isEmpty()) {
      if (qemu.ended()) {
        console.awaitEnd(LOOK);
        if (console.bytes() == 0 && sockets.qmp().wasReset(LOOK)) {
          throw new BootFailed(
              "the kernel reset the machine before it printed anything",
              List.of("QEMU told of a reset that the guest caused, most likely by a triple fault"),
              "look at what runs before the console is up, from the entry point to setup_arch();"
                  + " qemu.sh in the run directory, with -d int,cpu_reset added, shows where");
        }
        throw Machine.bootFailure(
            "the kernel ended the machine before it reached user space",
            console,
            place.words(),
            true);
      }
      if (console.silence().compareTo(silence) > 0 || System.nanoTime() > deadline) {
        throw Machine.bootFailure(
            "the kernel did not reach user space; it has been silent for "
                + console.silence().toSeconds()
                + " s",
            console,
            place.words(),
            false);
      }
    }
  }

  /** Asks the guest for its facts once more. */
  void askForReport(Duration limit) throws IOException, InterruptedException {
    sockets.control().ask("report", "waiting", limit);
  }

  /** What the guest reported about itself. */
  Map<String, String> facts() {
    return sockets.control().facts();
  }

  /** Stops the guest's CPUs and waits until everything that it printed has been taken. */
  void pause() throws IOException, InterruptedException {
    sockets.qmp().execute("stop", ANSWER);
    serial.settle(ANSWER);
  }

  /** Lets a paused or a loaded machine run. */
  void resume() throws IOException, InterruptedException {
    sockets.qmp().execute("cont", ANSWER);
  }

  /** Why this paused machine must not be kept. */
  Optional<String> objection(List<String> clock) throws IOException {
    return console.bytes() > CONSOLE_LIMIT
        ? Optional.of("the kernel floods its console")
        : Snapshots.objection(facts(), Files.readAllBytes(console.file()), clock);
  }

  /**
   * Writes this paused machine and its console to a directory.
   *
   * @param clock the kernel parameters that told the guest its clock's frequency
   * @throws IOException if QEMU refuses or the disk is full
   */
  void save(Path directory, List<String> clock) throws IOException, InterruptedException {
    Qmp qmp = sockets.qmp();
    // By default QEMU holds back as if a network were in between.
    qmp.execute("migrate-set-parameters", Map.of("max-bandwidth", UNLIMITED), ANSWER);
    qmp.execute(
        "migrate", Map.of("uri", "file:" + QemuCommand.SOCKETS + "/" + Snapshot.MEMORY), ANSWER);
    long deadline = System.nanoTime() + SAVE.toNanos();
    String status;
    do {
      Thread.sleep(2);
      JsonNode reply = qmp.execute("query-migrate", ANSWER);
      status = reply.path("status").asText();
      if (status.equals("failed") || System.nanoTime() > deadline) {
        throw new IOException("QEMU: " + reply.path("error-desc").asText(status));
      }
    } while (!status.equals("completed"));
    try {
      Harvest.take(
          place.workspace().shared(),
          List.of(new Harvest.Wanted(Snapshot.MEMORY, Snapshot.MEMORY, Long.MAX_VALUE)),
          directory);
    } catch (HarvestRefused e) {
      throw new IOException("QEMU left no file with the machine's memory: " + e.getMessage(), e);
    }
    Files.copy(console.file(), directory.resolve(Snapshot.CONSOLE));
    Snapshot.describe(directory, clock, facts());
  }

  /** Waits until QEMU has loaded the machine that it was started with. */
  void awaitLoaded() throws SnapshotUnusable, IOException, InterruptedException {
    long deadline = System.nanoTime() + LOAD.toNanos();
    while (true) {
      JsonNode status = sockets.qmp().execute("query-status", ANSWER);
      if (!status.path("status").asText().equals("inmigrate")) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new SnapshotUnusable("QEMU did not load it within " + LOAD.toSeconds() + " s");
      }
      Thread.sleep(1); // QEMU tells nobody that it has finished unless it is asked
    }
  }

  /**
   * Gives the guest its keys and waits for its first answer over SSH.
   *
   * @param introduction what the control port is told
   */
  Shell connect(SshKeys keys, List<String> introduction)
      throws IOException, ShellLost, InterruptedException {
    ControlPort control = sockets.control();
    Duration limit = spec.accelerator().scale(SSH);
    control.send(introduction);
    // The guest listens already, and serves whoever has connected once it has its keys.
    Shell shell = connect(keys, limit);
    boolean answered = false;
    try {
      shell.probe(limit);
      answered = true;
    } finally {
      if (!answered) {
        shell.close();
      }
    }
    return shell;
  }

  private Shell connect(SshKeys keys, Duration limit)
      throws IOException, ShellLost, InterruptedException {
    try {
      return Shell.connect(place.workspace().ssh(), keys, limit);
    } catch (ShellLost e) {
      sockets.control().ask("ping", "pong", ANSWER); // its complaints come before the answer
      throw new ShellLost(e.getMessage() + said(sockets.control().errors()), e);
    }
  }

  private static String said(List<String> errors) {
    return errors.isEmpty() ? "" : "; the guest's init says: " + String.join("; ", errors);
  }

  /** The machine, which closes everything from now on. */
  Machine machine(Shell shell, Map<String, String> facts, Origin origin, Machine.BootTimes times) {
    Machine machine =
        new Machine(
            spec,
            place.workspace(),
            place.container(),
            qemu,
            place.words(),
            console,
            sockets,
            examination,
            facts,
            shell,
            origin,
            times);
    place.takenOver();
    return machine;
  }
}
