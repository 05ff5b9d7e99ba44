// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a QEMU is about to run: a container, a directory for its sockets, a console to print on.
 * Closing it closes these and whatever else was entrusted to it, unless a machine has taken over.
 */
final class Place implements AutoCloseable {
  /** Where the container sees the kernel with its symbols. */
  static final String VMLINUX = "/run/vmlinux";

  private static final String TOOLS = "/run/tools";
  private static final String CLOCK_PROBE = TOOLS + "/tsc-khz";
  private static final String RELAY = TOOLS + "/relay";

  /**
   * What QEMU, and drgn at an autopsy, need beside the guest's memory, in the container's limit.
   */
  private static final int OVERHEAD_MIB = 1536;

  private final List<AutoCloseable> opened;
  private final Workspace workspace;
  private final ToolchainContainer container;
  private final Console console;
  private final QemuWords words = new QemuWords();

  private Place(
      List<AutoCloseable> opened,
      Workspace workspace,
      ToolchainContainer container,
      Console console) {
    this.opened = opened;
    this.workspace = workspace;
    this.container = container;
    this.console = console;
  }

  /**
   * Opens one.
   *
   * @param slot the machine's, which is given back with all the rest
   * @param memory the file that a machine is to be restored from
   */
  static Place open(
      Host host, Slot slot, MachineSpec spec, Optional<Path> memory, Path runDirectory)
      throws InterruptedException {
    List<AutoCloseable> opened = new ArrayList<>(List.of(slot));
    boolean complete = false;
    try {
      Workspace workspace =
          Workspace.make(host.home().resolve("machines"), host.toolchain()::own, slot);
      opened.set(0, workspace); // which gives the slot back
      ToolchainContainer container =
          host.toolchain().open(container(host, spec, workspace, memory));
      opened.add(container);
      Console console = new Console(runDirectory.resolve("console.log"), host.clock());
      opened.add(console);
      complete = true;
      return new Place(opened, workspace, container, console);
    } finally {
      if (!complete) {
        closeAll(opened);
      }
    }
  }

  private static ContainerSpec container(
      Host host, MachineSpec spec, Workspace workspace, Optional<Path> memory) {
    List<Mount> mounts = new ArrayList<>();
    mounts.add(Mount.readOnly(spec.kernel(), "/run/kernel"));
    mounts.add(Mount.readOnly(spec.initramfs(), "/run/initramfs"));
    mounts.add(Mount.readOnly(spec.tools(), TOOLS));
    spec.symbols().ifPresent(file -> mounts.add(Mount.readOnly(file, VMLINUX)));
    mounts.add(Mount.writable(workspace.shared(), QemuCommand.SOCKETS));
    memory.ifPresent(file -> mounts.add(Mount.readOnly(file, QemuCommand.SNAPSHOT)));
    return new ContainerSpec(
        "machine",
        mounts,
        false,
        true,
        limitMiB(spec),
        spec.accelerator() == Accelerator.KVM ? Optional.of(host.kvm()) : Optional.empty());
  }

  private static int limitMiB(MachineSpec spec) {
    return spec.memoryMiB() + OVERHEAD_MIB;
  }

  /**
   * Waits until this host has room for the machine.
   *
   * @param progress is told of a wait
   */
  static Slot awaitRoom(Host host, MachineSpec spec, Progress progress)
      throws InterruptedException {
    int slots = Slot.onThisHost(limitMiB(spec));
    return Slot.take(
        host.home(),
        slots,
        () ->
            progress.say(
                "note: waiting, because "
                    + slots
                    + " machines run, as many as this host has"
                    + " cores and memory for"));
  }

  Workspace workspace() {
    return workspace;
  }

  ToolchainContainer container() {
    return container;
  }

  Console console() {
    return console;
  }

  /** What QEMU itself prints. */
  QemuWords words() {
    return words;
  }

  /** Closes this too, before what was opened earlier. */
  <T extends AutoCloseable> T entrust(T more) {
    opened.add(more);
    return more;
  }

  /** Somebody else closes everything from now on. */
  void takenOver() {
    opened.clear();
  }

  /** Opens the way from {@link Workspace#ssh} to the port that QEMU forwards to the guest. */
  void relay() {
    container.start(
        List.of(
            RELAY,
            QemuCommand.SOCKETS + "/" + Workspace.SSH,
            Integer.toString(QemuCommand.SSH_PORT)),
        Map.of(),
        words);
  }

  /**
   * The kernel parameters that tell a guest under emulation its clock's frequency, as it is at this
   * moment; none where this host has no clock of constant rate.
   */
  List<String> clock(MachineSpec spec) throws InterruptedException {
    if (spec.accelerator() != Accelerator.TCG) {
      return List.of();
    }
    List<String> said = new ArrayList<>();
    container.run(
        List.of(CLOCK_PROBE, Integer.toString(spec.tickHz())),
        Map.of(),
        (line, error) -> said.add(line));
    return said.size() == 1 && said.get(0).startsWith("tsc_early_khz=")
        ? List.of(said.get(0).split(" "))
        : List.of();
  }

  /** Leaves a script in the run directory that boots the machine by hand. */
  static void writeScript(MachineSpec spec, String image, Path runDirectory) {
    Path script = runDirectory.resolve("qemu.sh");
    try {
      Files.createDirectories(runDirectory);
      Files.writeString(
          script,
          QemuCommand.script(
              spec,
              spec.kernel().toAbsolutePath().toString(),
              spec.initramfs().toAbsolutePath().toString(),
              image));
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + script, e);
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

  @Override
  public void close() {
    closeAll(opened);
    opened.clear();
  }
}
