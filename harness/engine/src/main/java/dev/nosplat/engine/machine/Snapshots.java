// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One stored machine for each kernel, guest image and shape. */
final class Snapshots {
  private static final String FORMAT = "1";

  private final Store store;
  private final String toolchain;

  /**
   * Snapshots in this store.
   *
   * @param toolchain the digest of the image that QEMU comes from
   */
  Snapshots(Store store, String toolchain) {
    this.store = store;
    this.toolchain = toolchain;
  }

  /** Everything that a stored machine depends on. */
  Key key(MachineSpec spec) {
    Map<String, String> inputs = new TreeMap<>();
    inputs.put("format", FORMAT);
    inputs.put("toolchain", toolchain);
    inputs.put("content", spec.content());
    inputs.put("accelerator", spec.accelerator().label());
    // CPU model, CPUs, memory, devices and the kernel's command line.
    inputs.put("qemu", String.join(" ", QemuCommand.inContainer(spec)));
    return Key.of("snapshot", inputs);
  }

  /**
   * The stored machine.
   *
   * @throws SnapshotUnusable if there is one that cannot be read
   */
  Optional<Snapshot> find(Key key) throws SnapshotUnusable {
    Optional<Path> entry = store.located(key); // a restore reads the memory once, and sums it then
    return entry.isEmpty() ? Optional.empty() : Optional.of(Snapshot.read(entry.get()));
  }

  /** Stores a machine unless another process has, or is about to. */
  void keep(Key key, Store.Maker maker) throws InterruptedException {
    store.obtain(key, () -> {}, maker);
  }

  /** Forgets one that turned out to be of no use. */
  void forget(Key key) throws InterruptedException {
    store.forget(key);
  }

  /**
   * Why a machine at its report must not be kept: what happened before the snapshot would be hidden
   * from, or repeated in, everything that is restored from it.
   *
   * @param facts what the guest reported
   * @param console what the kernel printed so far
   * @param clock the kernel parameters that told it its clock's frequency
   */
  static Optional<String> objection(Map<String, String> facts, byte[] console, List<String> clock) {
    String locks = facts.getOrDefault("debug_locks", "unknown");
    if (!locks.equals("1")) {
      return Optional.of("debug_locks was " + locks + " after the boot");
    }
    List<Splat> splats = new ArrayList<>();
    SplatReader reader = new SplatReader(splats::add);
    reader.accept(console, 0, console.length);
    reader.finish();
    if (!splats.isEmpty()) {
      return Optional.of("the kernel printed a splat while it booted");
    }
    if (clock.isEmpty()) {
      return Optional.of("this host has no time stamp counter of constant rate");
    }
    return Optional.empty();
  }
}
