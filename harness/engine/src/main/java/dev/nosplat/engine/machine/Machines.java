// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.toolchain.ContainerProcess;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Boots machines. */
public final class Machines {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration REPORT = Duration.ofSeconds(20);
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final Duration SSH = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String CLOCK_PROBE = "/run/tsc-khz";
  private static final int SEED_BYTES = 64;

  /** What QEMU itself needs beside the guest's memory. */
  private static final int OVERHEAD_MIB = 1024;

  private final Toolchain toolchain;
  private final Path home;
  private final Clock clock;
  private final SecureRandom random;

  /** Boots with the QEMU of this toolchain and keeps sockets below {@code home}. */
  public Machines(Toolchain toolchain, Path home, Clock clock, SecureRandom random) {
    this.toolchain = toolchain;
    this.home = home;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Boots a machine up to its first SSH command.
   *
   * @param runDirectory where {@code console.log} and {@code qemu.sh} go
   * @throws dev.nosplat.engine.problem.BootFailed if the kernel does not get that far
   * @throws InfraFailed if QEMU, its container or SSH fails us
   */
  public Machine boot(MachineSpec spec, Path runDirectory) throws InterruptedException {
    long began = System.nanoTime();
    Workspace workspace = Workspace.make(home.resolve("machines"), toolchain);
    List<AutoCloseable> opened = new ArrayList<>();
    opened.add(workspace);
    boolean booted = false;
    try {
      ToolchainContainer container =
          toolchain.open(
              new ContainerSpec(
                  "machine",
                  List.of(
                      Mount.readOnly(spec.kernel(), "/run/kernel"),
                      Mount.readOnly(spec.initramfs(), "/run/initramfs"),
                      Mount.readOnly(spec.clockProbe(), CLOCK_PROBE),
                      Mount.writable(workspace.directory(), QemuCommand.SOCKETS)),
                  true,
                  List.of(QemuCommand.SSH_PORT),
                  spec.memoryMiB() + OVERHEAD_MIB,
                  spec.accelerator() == Accelerator.KVM));
      opened.add(container);
      long contained = System.nanoTime();
      Console console = new Console(runDirectory.resolve("console.log"), clock);
      opened.add(console);
      MachineSpec clocked = withClock(spec, container);
      writeScript(clocked, runDirectory);
      Machine machine = start(clocked, workspace, container, console, opened, contained - began);
      booted = true;
      return machine;
    } finally {
      if (!booted) {
        closeAll(opened);
      }
    }
  }

  /** Under emulation the guest is told its clock's frequency, as it is at this moment. */
  private static MachineSpec withClock(MachineSpec spec, ToolchainContainer container)
      throws InterruptedException {
    if (spec.accelerator() != Accelerator.TCG) {
      return spec;
    }
    List<String> said = new ArrayList<>();
    container.run(
        List.of(CLOCK_PROBE, Integer.toString(spec.tickHz())),
        Map.of(),
        (line, error) -> said.add(line));
    return said.size() == 1 && said.get(0).startsWith("tsc_early_khz=")
        ? spec.with(List.of(said.get(0).split(" ")))
        : spec;
  }

  private Machine start(
      MachineSpec spec,
      Workspace workspace,
      ToolchainContainer container,
      Console console,
      List<AutoCloseable> opened,
      long containerNanos)
      throws InterruptedException {
    long began = System.nanoTime();
    QemuWords words = new QemuWords();
    ContainerProcess qemu = container.start(QemuCommand.inContainer(spec), Map.of(), words);
    try {
      SocketChannel serial = connect(workspace, "serial", qemu);
      Thread drain = new Thread(() -> console.drain(Machine.stream(serial)), "nosplat-console");
      drain.setDaemon(true);
      drain.start();
      ControlPort control = ControlPort.over(connect(workspace, "control", qemu));
      opened.add(control);
      Qmp qmp = Qmp.over(connect(workspace, "qmp", qemu), CONNECT);
      opened.add(qmp);
      awaitReport(spec, control, qemu, console, words);
      long reported = System.nanoTime();
      SshKeys keys = SshKeys.generate();
      control.send(introduction(keys));
      Optional<String> hostKey = control.await("hostkey", spec.accelerator().scale(SSH));
      boolean ready =
          hostKey.isPresent() && control.await("ready", spec.accelerator().scale(SSH)).isPresent();
      if (!ready) {
        throw sshFailure(control, console);
      }
      Shell shell =
          Shell.connect(
              container.hostPort(QemuCommand.SSH_PORT),
              keys,
              hostKey.orElseThrow(),
              spec.accelerator().scale(SSH));
      opened.add(shell);
      shell.run(spec.accelerator().scale(SSH), "true");
      long answered = System.nanoTime();
      return new Machine(
          spec,
          workspace,
          container,
          qemu,
          words,
          console,
          new Sockets(control, qmp),
          control.facts(),
          shell,
          new Machine.BootTimes(
              containerNanos / 1_000_000,
              (reported - began) / 1_000_000,
              (answered - reported) / 1_000_000));
    } catch (ShellLost e) {
      throw new InfraFailed(
          "the guest came up but SSH did not answer",
          List.of(String.valueOf(e.getMessage())),
          "run again; console.log in the run directory shows what the guest's kernel said",
          e);
    } catch (IOException e) {
      throw Machine.bootFailure(
          "the machine ended while it started: " + e.getMessage(), console, words, qemu.ended());
    }
  }

  private void awaitReport(
      MachineSpec spec,
      ControlPort control,
      ContainerProcess qemu,
      Console console,
      QemuWords words)
      throws InterruptedException {
    long deadline = System.nanoTime() + spec.accelerator().scale(REPORT).toNanos();
    Duration silence = spec.accelerator().scale(SILENCE);
    while (control.await("waiting", LOOK).isEmpty()) {
      if (qemu.ended()) {
        console.awaitEnd(LOOK);
        throw Machine.bootFailure(
            "the kernel ended the machine before it reached user space", console, words, true);
      }
      if (console.silence().compareTo(silence) > 0 || System.nanoTime() > deadline) {
        throw Machine.bootFailure(
            "the kernel did not reach user space; it has been silent for "
                + console.silence().toSeconds()
                + " s",
            console,
            words,
            false);
      }
    }
  }

  private List<String> introduction(SshKeys keys) {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    return List.of(
        "time " + clock.instant().getEpochSecond(),
        "seed " + Base64.getEncoder().encodeToString(seed),
        "key " + keys.publicLine(),
        "hostkey generate",
        "go");
  }

  private static InfraFailed sshFailure(ControlPort control, Console console) {
    List<String> evidence = new ArrayList<>(control.errors());
    evidence.addAll(console.tail());
    return new InfraFailed(
        "the guest came up but could not start its SSH server",
        evidence,
        "run again; console.log in the run directory shows what the guest's kernel said");
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

  private static void writeScript(MachineSpec spec, Path runDirectory) {
    Path script = runDirectory.resolve("qemu.sh");
    try {
      Files.createDirectories(runDirectory);
      Files.writeString(
          script,
          QemuCommand.script(
              spec,
              spec.kernel().toAbsolutePath().toString(),
              spec.initramfs().toAbsolutePath().toString()));
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("writing " + script, e);
    }
  }

  private static void closeAll(List<AutoCloseable> opened) {
    for (int i = opened.size() - 1; i >= 0; i--) {
      try {
        opened.get(i).close();
      } catch (Exception e) {
        // The next one has to be closed all the same; what is thrown already says what failed.
      }
    }
  }
}
