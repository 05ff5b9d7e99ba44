// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Starts machines: by booting, or by restoring what an earlier boot left in the store. */
public final class Machines {
  private static final int SEED_BYTES = 64;

  private final Host host;
  private final Snapshots snapshots;
  private final SecureRandom random;

  /**
   * Starts machines with the QEMU of this toolchain.
   *
   * @param store where stored machines are kept
   * @param home below which sockets are
   */
  public Machines(Toolchain toolchain, Store store, Path home, Clock clock, SecureRandom random) {
    this.host = new Host(toolchain, home, clock, Host.KVM);
    this.snapshots = new Snapshots(store, toolchain.digest());
    this.random = random;
  }

  /**
   * Boots a machine up to its first SSH command. Rates need machines that were booted each by
   * itself: what is restored from one snapshot is no independent sample.
   *
   * @param runDirectory where {@code console.log} and {@code qemu.sh} go
   * @throws dev.nosplat.engine.problem.BootFailed if the kernel does not get that far
   * @throws InfraFailed if QEMU, its container or SSH fails us
   */
  public Machine boot(MachineSpec spec, Path runDirectory, Progress progress)
      throws InterruptedException {
    return boot(spec, runDirectory, progress, (launch, tellsClock) -> Origin.BOOT);
  }

  /**
   * Restores the stored machine of this kernel. Where there is none, or it cannot be used, boots
   * one and stores it on the way. {@link Machine#origin()} says which it was, and why.
   *
   * @param runDirectory where {@code console.log} and {@code qemu.sh} go
   * @throws dev.nosplat.engine.problem.BootFailed if the kernel does not boot
   * @throws InfraFailed if QEMU, its container or SSH fails us
   */
  public Machine start(MachineSpec spec, Path runDirectory, Progress progress)
      throws InterruptedException {
    if (spec.root() == Root.VIRTME) {
      // hw/9pfs/9p.c (10.0) blocks migration from the mount on.
      return boot(
          spec,
          runDirectory,
          progress,
          (launch, tellsClock) -> Origin.bootBecause("QEMU cannot store a 9p root"));
    }
    if (spec.accelerator() == Accelerator.KVM) {
      return boot(
          spec, runDirectory, progress, (launch, tellsClock) -> Origin.NO_SNAPSHOT_UNDER_KVM);
    }
    Key key = snapshots.key(spec);
    try {
      Optional<Snapshot> stored = snapshots.find(key);
      if (stored.isPresent()) {
        return restore(spec, stored.get(), runDirectory, progress);
      }
    } catch (SnapshotUnusable e) {
      progress.say("note: the snapshot is not used, " + e.why() + "; booting instead");
      snapshots.forget(key);
      setAside(runDirectory);
      Origin origin = Origin.bootBecause("the snapshot was not used, " + e.why());
      return boot(
          spec,
          runDirectory,
          progress,
          (launch, tellsClock) -> {
            keep(launch, key, tellsClock, progress);
            return origin;
          });
    }
    return boot(
        spec,
        runDirectory,
        progress,
        (launch, tellsClock) -> keep(launch, key, tellsClock, progress));
  }

  /** What happens to a machine at its report, when it has no secret yet. */
  @FunctionalInterface
  private interface AtReport {
    /**
     * Does it.
     *
     * @param tellsClock the kernel parameters that told the guest its clock's frequency
     */
    Origin with(Launch launch, List<String> tellsClock) throws IOException, InterruptedException;
  }

  private Machine boot(MachineSpec spec, Path runDirectory, Progress progress, AtReport atReport)
      throws InterruptedException {
    Slot slot = Place.awaitRoom(host, spec, progress);
    long began = System.nanoTime();
    Aside<SshKeys> keys = Aside.start("keys", SshKeys::generate);
    try (Place place = Place.open(host, slot, spec, Optional.empty(), runDirectory)) {
      long contained = System.nanoTime();
      List<String> tellsClock = place.clock(spec);
      MachineSpec clocked = spec.with(tellsClock);
      Place.writeScript(clocked, host.toolchain().image(), runDirectory);
      try {
        long started = System.nanoTime();
        Launch launch = Launch.of(clocked, QemuCommand.inContainer(clocked), place);
        launch.resume();
        launch.awaitReport();
        long reported = System.nanoTime();
        Origin origin = atReport.with(launch, tellsClock);
        long stored = System.nanoTime();
        SshKeys own = keys.get();
        Shell shell = launch.connect(own, introduction(own));
        Machine.BootTimes times =
            new Machine.BootTimes(
                millis(began, contained),
                millis(started, reported),
                millis(reported, stored),
                millis(stored, System.nanoTime()));
        return launch.machine(shell, launch.facts(), origin, times);
      } catch (ShellLost e) {
        throw new InfraFailed(
            "the guest came up but SSH did not answer",
            List.of(String.valueOf(e.getMessage())),
            "run again; console.log in the run directory shows what the guest's kernel said",
            e);
      } catch (IOException e) {
        throw Machine.bootFailure(
            "the machine ended while it started: " + e.getMessage(),
            place.console(),
            place.words(),
            true);
      }
    }
  }

  /** Stores a machine that an earlier run has not stored. */
  private Origin keep(Launch launch, Key key, List<String> tellsClock, Progress progress)
      throws IOException, InterruptedException {
    String why;
    launch.pause();
    try {
      Optional<String> objection = launch.objection(tellsClock);
      if (objection.isEmpty()) {
        snapshots.keep(key, directory -> launch.save(directory, tellsClock));
        return Origin.BOOT;
      }
      why = objection.get();
    } catch (UncheckedIOException e) {
      Throwable cause = e.getCause();
      why = "it could not be stored: " + (cause == null ? e : cause).getMessage();
    } finally {
      launch.resume();
    }
    progress.say("note: no snapshot is kept, " + why);
    return Origin.bootBecause("no snapshot is kept, " + why);
  }

  private Machine restore(MachineSpec spec, Snapshot snapshot, Path runDirectory, Progress progress)
      throws SnapshotUnusable, InterruptedException {
    Slot slot = Place.awaitRoom(host, spec, progress);
    long began = System.nanoTime();
    Aside<SshKeys> keys = Aside.start("keys", SshKeys::generate);
    Aside<Optional<String>> damage = Aside.start("verify", snapshot::damage);
    Optional<Path> memory = Optional.of(snapshot.memory());
    try (Place place = Place.open(host, slot, spec, memory, runDirectory)) {
      long contained = System.nanoTime();
      MachineSpec clocked = spec.with(snapshot.told().clock());
      Place.writeScript(clocked, host.toolchain().image(), runDirectory);
      Aside<List<String>> rate = Aside.start("clock", () -> place.clock(spec));
      try {
        place.console().continueFrom(Files.readAllBytes(snapshot.console()));
        Launch launch = Launch.of(clocked, QemuCommand.restoring(clocked), place);
        launch.awaitLoaded();
        SnapshotUnusable.because(damage.get());
        SnapshotUnusable.because(snapshot.wrongClock(rate.get()));
        launch.resume();
        long resumed = System.nanoTime();
        SshKeys own = keys.get();
        Shell shell = launch.connect(own, introduction(own));
        Machine.BootTimes times =
            new Machine.BootTimes(
                millis(began, contained),
                millis(contained, resumed),
                0,
                millis(resumed, System.nanoTime()));
        return launch.machine(shell, snapshot.told().facts(), Origin.SNAPSHOT, times);
      } catch (ShellLost e) {
        throw new SnapshotUnusable("the restored guest does not answer");
      } catch (IOException e) {
        SnapshotUnusable.because(damage.get()); // it explains more than what QEMU says about it
        List<String> words = place.words().tail();
        throw new SnapshotUnusable(
            "QEMU cannot restore it: " + (words.isEmpty() ? e.getMessage() : words.get(0)));
      }
    }
  }

  /** What a failed restore printed stays in the run directory: it might be the kernel's fault. */
  private static void setAside(Path runDirectory) {
    Path printed = runDirectory.resolve("console.log");
    try {
      if (Files.exists(printed)) {
        Files.move(
            printed,
            runDirectory.resolve("console-of-failed-restore.log"),
            StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("renaming " + printed, e);
    }
  }

  private List<String> introduction(SshKeys keys) {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    return List.of(
        "time " + host.clock().instant().getEpochSecond(),
        "seed " + Base64.getEncoder().encodeToString(seed),
        "key " + keys.publicLine(),
        "hostkey " + Base64.getEncoder().encodeToString(keys.guest().file()),
        "go");
  }

  private static long millis(long from, long to) {
    return (to - from) / 1_000_000;
  }
}
