// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Chooses how a kernel runs here. A {@code /dev/kvm} that exists may refuse, hang or lie, so it is
 * used only for a kernel that has booted on it once. What a trial found is kept in the store, for
 * this kernel, QEMU and host as it is since its start; where it is not the kernel that failed, for
 * every kernel.
 */
public final class Accelerators {
  private static final String KIND = "accelerator";
  private static final String FOUND = "found";
  private static final String PROVED = "kvm";

  /** What /proc/cpuinfo tells of a processor and does not change from moment to moment. */
  private static final List<String> CPU_FACTS =
      List.of("vendor_id", "model name", "stepping", "microcode", "flags");

  private final Host host;
  private final Store store;

  /**
   * For the QEMU of this toolchain.
   *
   * @param store where trials are kept
   * @param home below which sockets are
   */
  public Accelerators(Toolchain toolchain, Store store, Path home, Clock clock) {
    this(new Host(toolchain, home, clock, Host.KVM), store);
  }

  Accelerators(Host host, Store store) {
    this.host = host;
    this.store = store;
  }

  /**
   * The accelerator for this machine's kernel; the first time that takes a trial, of ten seconds at
   * most where it fails. Where there is no device, nothing is tried and nothing is said.
   */
  public Acceleration choose(MachineSpec spec, Progress progress) throws InterruptedException {
    if (!Files.exists(host.kvm())) {
      return Acceleration.TCG;
    }
    Optional<Acceleration> known = remembered();
    if (known.isPresent()) {
      return known.get();
    }
    Key key = key(Map.of("content", spec.content()));
    Optional<Acceleration> before = store.find(key).map(Accelerators::read);
    return before.isPresent() ? before.get() : tried(spec, key, progress);
  }

  /** What is known of every kernel on this host: that it cannot run under KVM. */
  public Optional<Acceleration> remembered() {
    return Files.exists(host.kvm())
        ? store.find(key(Map.of())).map(Accelerators::read)
        : Optional.of(Acceleration.TCG);
  }

  private Acceleration tried(MachineSpec spec, Key key, Progress progress)
      throws InterruptedException {
    progress.begin("trying KVM");
    Acceleration found;
    try {
      found =
          read(
              store.obtain(
                  key,
                  () -> progress.say("note: another process is trying KVM"),
                  directory -> {
                    KvmTrial.Found trial = KvmTrial.of(host, spec, directory, progress);
                    write(directory, trial.objection());
                    generalize(trial);
                  }));
    } catch (InfraFailed e) {
      // A container engine that cannot give the device may still run machines without it.
      found = Acceleration.tcgBecause("KVM could not be tried: " + e.what());
    }
    if (found.accelerator() == Accelerator.TCG) {
      progress.say("note: running under TCG, " + found.note());
    }
    return found;
  }

  /** One kernel that prints nothing may be broken itself; two are not. */
  private void generalize(KvmTrial.Found trial) throws InterruptedException {
    Key one = key(Map.of("silent", "1"));
    if (trial.reach() == KvmTrial.Reach.NO_QEMU
        || trial.reach() == KvmTrial.Reach.SILENCE && store.find(one).isPresent()) {
      store.obtain(key(Map.of()), () -> {}, all -> write(all, trial.objection()));
    } else if (trial.reach() == KvmTrial.Reach.SILENCE) {
      store.obtain(one, () -> {}, silent -> write(silent, trial.objection()));
    }
  }

  private static void write(Path directory, Optional<String> objection) throws IOException {
    Files.writeString(directory.resolve(FOUND), objection.orElse(PROVED) + "\n");
  }

  private static Acceleration read(Path entry) {
    try {
      String found = Files.readString(entry.resolve(FOUND)).strip();
      return found.equals(PROVED) ? Acceleration.KVM : Acceleration.tcgBecause(found);
    } catch (IOException e) {
      return Acceleration.tcgBecause("what a trial of KVM found cannot be read: " + entry);
    }
  }

  private Key key(Map<String, String> kernel) {
    Map<String, String> inputs = new TreeMap<>(kernel);
    inputs.put("toolchain", host.toolchain().digest());
    inputs.put("host", thisHost(host.kvm()));
    return Key.of(KIND, inputs);
  }

  /** The processor, the running host, which may have moved, and who may use the device. */
  private static String thisHost(Path kvm) {
    try {
      String cpu =
          Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
              .filter(line -> CPU_FACTS.contains(line.split(":", 2)[0].strip()))
              .distinct()
              .collect(Collectors.joining("\n"));
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
      Map<String, Object> device = Files.readAttributes(kvm, "unix:mode,uid,gid,rdev");
      return Digest.of((cpu + "\n" + boot + new TreeMap<>(device)).getBytes(StandardCharsets.UTF_8))
          .brief();
    } catch (IOException e) {
      throw new UncheckedIOException("looking at this host's processor", e);
    }
  }
}
