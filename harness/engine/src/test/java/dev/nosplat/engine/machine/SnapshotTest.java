// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
  private static final List<String> CLOCK = List.of("tsc_early_khz=2596134", "lpj=10384536");
  private static final Map<String, String> ARMED = Map.of("debug_locks", "1");
  private static final byte[] QUIET_BOOT =
      "[    0.000000] Linux version 7.3.4\n[    1.912345] Run /init as init process\n"
          .getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;

  @Test
  void aQuietBootWithLockdepArmedIsKept() {
    assertThat(Snapshots.objection(ARMED, QUIET_BOOT, CLOCK)).isEmpty();
  }

  @Test
  void aKernelThatSplatsWhileItBootsIsNeverKept() {
    byte[] warned =
        ("[    0.512345] ------------[ cut here ]------------\n"
                + "[    0.512345] WARNING: CPU: 0 PID: 1 at lib/ctype.c:38 warns+0x10/0x20\n"
                + "[    0.512345] ---[ end trace 0000000000000000 ]---\n")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(Snapshots.objection(ARMED, warned, CLOCK))
        .hasValue("the kernel printed a splat while it booted");
  }

  @Test
  void aSplatThatIsCutShortByTheSnapshotCountsToo() {
    byte[] cut =
        ("[    0.512345] =============================\n"
                + "[    0.512345] [ BUG: Invalid wait context ]\n"
                + "[    0.512345] 7.3.4 #1 Not tainted\n")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(Snapshots.objection(ARMED, cut, CLOCK)).isPresent();
  }

  @Test
  void aKernelWithoutLockdepIsNeverKept() {
    assertThat(Snapshots.objection(Map.of("debug_locks", "0"), QUIET_BOOT, CLOCK))
        .hasValue("debug_locks was 0 after the boot");
    assertThat(Snapshots.objection(Map.of(), QUIET_BOOT, CLOCK)).isPresent();
  }

  @Test
  void aGuestThatMeasuredItsOwnClockIsNeverKept() {
    assertThat(Snapshots.objection(ARMED, QUIET_BOOT, List.of())).isPresent();
  }

  @Test
  void everythingThatShapesTheMachineIsInTheKey() {
    Snapshots snapshots = new Snapshots(store(), "sha256:1");
    Key key = snapshots.key(spec(2, 1024, "image", "one=1"));
    assertThat(snapshots.key(spec(2, 1024, "image", "one=1"))).isEqualTo(key);
    assertThat(
            List.of(
                snapshots.key(spec(4, 1024, "image", "one=1")),
                snapshots.key(spec(2, 2048, "image", "one=1")),
                snapshots.key(spec(2, 1024, "other", "one=1")),
                snapshots.key(spec(2, 1024, "image", "one=2")),
                new Snapshots(store(), "sha256:2").key(spec(2, 1024, "image", "one=1"))))
        .doesNotContain(key)
        .doesNotHaveDuplicates();
  }

  @Test
  void oneFlippedBitIsSeen() throws Exception {
    Path memory = stored(1000);
    assertThat(Snapshot.read(directory).damage()).isEmpty();
    byte[] bytes = Files.readAllBytes(memory);
    bytes[700] ^= 1;
    Files.write(memory, bytes);
    assertThat(Snapshot.read(directory).damage()).hasValue("its checksum is wrong");
  }

  @Test
  void aMissingEndIsSeen() throws Exception {
    Path memory = stored(1000);
    Files.write(memory, new byte[400]);
    assertThat(Snapshot.read(directory).damage()).hasValue("it holds 400 bytes instead of 1000");
  }

  @Test
  void anUnreadableDescriptionIsNoSnapshot() throws Exception {
    stored(10);
    Files.writeString(directory.resolve("snapshot.json"), "{");
    assertThatThrownBy(() -> Snapshot.read(directory)).isInstanceOf(SnapshotUnusable.class);
  }

  @Test
  void theGuestsClockIsRightOnlyWhereTheHostsRunsAsItDid() throws Exception {
    stored(10);
    Snapshot snapshot = Snapshot.read(directory);
    assertThat(snapshot.wrongClock(List.of("tsc_early_khz=2596200", "lpj=1"))).isEmpty();
    assertThat(snapshot.wrongClock(List.of("tsc_early_khz=2600000", "lpj=1")))
        .hasValue("this host's clock runs at 2600000 kHz and its guest's at 2596134");
    assertThat(snapshot.wrongClock(List.of())).isPresent();
  }

  @Test
  void theBootsConsoleComesFirstAndALineSaysWhereItEnds() throws Exception {
    Path log = directory.resolve("log");
    try (Console console = new Console(log, Clock.systemUTC())) {
      console.continueFrom("first\nhalf".getBytes(StandardCharsets.UTF_8));
      console.drain(new java.io.ByteArrayInputStream("then\n".getBytes(StandardCharsets.UTF_8)));
      assertThat(console.lines()).isEqualTo(4);
    }
    assertThat(Files.readAllLines(log))
        .containsExactly(
            "first",
            "half",
            "[nosplat: the lines above are the boot's; here the machine was restored from a"
                + " snapshot]",
            "then");
  }

  private Path stored(int bytes) throws Exception {
    Path memory = Files.write(directory.resolve("memory"), new byte[bytes]);
    Snapshot.describe(directory, CLOCK, ARMED);
    return memory;
  }

  private Store store() {
    return new Store(directory.resolve("store"), Clock.systemUTC());
  }

  private static MachineSpec spec(int cpus, int memory, String content, String parameter) {
    return new MachineSpec(
        Path.of("/k"),
        Path.of("/i"),
        Path.of("/t"),
        250,
        cpus,
        memory,
        Accelerator.TCG,
        Root.INITRAMFS,
        false,
        List.of(parameter),
        content,
        Optional.empty());
  }
}
