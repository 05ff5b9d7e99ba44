// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Inspection;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.progress.LineProgress;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.Toolchain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * KVM is used only where it is proved, and given up within ten seconds where it is not. Hosts
 * differ, so what theirs is like is not asserted; a device that lies, and a guest that is too slow
 * to be sound, can be had anywhere.
 */
@Tag("vm")
class AcceleratorIT {
  private static final Duration BOUND = Duration.ofSeconds(10);

  /** It can be opened like the real one and knows nothing of virtual machines. */
  private static final Path IMPOSTOR = Path.of("/dev/null");

  private static final Settings SETTINGS = Settings.ofProcess();
  private static Toolchain toolchain;
  private static MachineSpec spec;

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Progress progress = new LineProgress(told::add, SETTINGS.clock());
  @TempDir private Path directory;

  @BeforeAll
  static void prepareAKernel() throws Exception {
    toolchain =
        Toolchain.connect(
            PackedResources.read("Dockerfile"), SETTINGS.home().cache(), SETTINGS.environment());
    Engine engine = Engine.open(SETTINGS);
    try (Inspection one =
        Inspection.open(engine, CheckPlan.of("debian:newest"), false, Progress.silent())) {
      spec = one.machine().spec();
      one.machine().powerOff();
    }
  }

  @Test
  void aDeviceThatIsNoKvmIsGivenUpOnceForAllKernelsWithOneLine() throws Exception {
    Accelerators accelerators = new Accelerators(host(IMPOSTOR), store());
    long began = System.nanoTime();
    Acceleration first = accelerators.choose(spec, progress);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
    assertThat(first.whyEmulated().orElse("")).startsWith("KVM does not work: ");
    assertThat(notes()).containsExactly("note: running under TCG, " + first.note());

    assertThat(accelerators.choose(spec, progress)).isEqualTo(first);
    assertThat(accelerators.remembered()).hasValue(first);
    assertThat(notes()).hasSize(1);
  }

  @Test
  void aHostWithoutTheDeviceIsNotToldAboutIt() throws Exception {
    Accelerators accelerators =
        new Accelerators(host(directory.resolve("no-such-device")), store());
    assertThat(accelerators.choose(spec, progress)).isEqualTo(Acceleration.TCG);
    assertThat(told).isEmpty();
    assertThat(directory.resolve("store")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "qemu64"})
  void whateverThisHostsKvmDoesItTakesTenSecondsAtMost(String model) throws Exception {
    MachineSpec under = spec.under(Accelerator.KVM);
    List<String> command =
        QemuCommand.inContainer(under).stream().map(w -> w.equals("host") ? model : w).toList();
    Path device = Files.exists(Host.KVM) ? Host.KVM : IMPOSTOR;
    long began = System.nanoTime();
    KvmTrial.Found found = trial(host(device), under, command, KvmTrial.LIMIT);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
    assertThat(found.objection().isEmpty()).isEqualTo(found.reach() == KvmTrial.Reach.KERNEL);
    System.out.println("KVM with -cpu " + model + ": " + found);
  }

  /** The trial's own eye for a hang: emulation does not come far in its time. */
  @Test
  void aGuestThatDoesNotComeUpInTimeCountsAsHung() throws Exception {
    KvmTrial.Found found =
        trial(host(IMPOSTOR), spec, QemuCommand.inContainer(spec), Duration.ofMillis(500));
    assertThat(found.objection().orElseThrow()).startsWith("KVM hangs: ");
  }

  /** And for soundness: given its time, emulation passes every question that KVM is asked. */
  @Test
  void aGuestThatIsSoundPasses() throws Exception {
    KvmTrial.Found found =
        trial(host(IMPOSTOR), spec, QemuCommand.inContainer(spec), Duration.ofMinutes(2));
    assertThat(found)
        .isEqualTo(new KvmTrial.Found(KvmTrial.Reach.KERNEL, java.util.Optional.empty()));
  }

  private KvmTrial.Found trial(Host host, MachineSpec spec, List<String> command, Duration limit)
      throws Exception {
    Slot slot = Place.awaitRoom(host, spec, progress);
    return KvmTrial.of(host, slot, spec, command, limit, directory);
  }

  private List<String> notes() {
    return told.stream()
        .filter(l -> l.contains("note:"))
        .map(l -> l.substring(l.indexOf("note:")))
        .toList();
  }

  private static Host host(Path kvm) {
    return new Host(toolchain, SETTINGS.home().cache(), SETTINGS.clock(), kvm);
  }

  private Store store() {
    return new Store(directory.resolve("store"), SETTINGS.clock());
  }
}
