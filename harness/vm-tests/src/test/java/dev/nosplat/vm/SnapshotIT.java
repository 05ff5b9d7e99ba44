// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.progress.LineProgress;
import dev.nosplat.engine.scenario.Interlude;
import dev.nosplat.record.MachineFacts.Origin;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A restored machine gives the verdict that a booted one gives, and a snapshot that cannot be
 * trusted is never used. A kernel parameter that means nothing to the kernel gives each test a
 * snapshot of its own, which may be damaged.
 */
@Tag("vm")
class SnapshotIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What every ed25519 public key in a key file begins with: "ssh-ed25519" with its length. */
  private static final String ANY_PUBLIC_KEY = "AAAAC3NzaC1lZDI1NTE5";

  private final Settings settings = Settings.ofProcess();
  private final Path kept = settings.home().cache().resolve("store").resolve("snapshot");
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final String own;

  SnapshotIT() throws InterruptedException {
    own = "nosplat_snapshot=" + Engine.open(settings).nonce();
  }

  @AfterEach
  void forgetTheSnapshot() throws IOException {
    for (Path snapshot : mine()) {
      Trees.delete(snapshot);
    }
  }

  @Test
  void theSecondCheckRestoresWhatTheFirstOneStored() throws Exception {
    RunRecord booted = check(plan(), Interlude.NONE);
    assertThat(origin(booted)).isEqualTo(Origin.BOOT);
    assertThat(booted.verdict().outcome()).isEqualTo(Outcome.PASS);
    String memory = Files.readString(snapshot().resolve("memory"), StandardCharsets.ISO_8859_1);
    assertThat(memory).contains("nosplat-guest 1").doesNotContain(ANY_PUBLIC_KEY);

    List<String> random = new ArrayList<>();
    Interlude look =
        machine -> {
          random.add(guest(machine, "head -c 32 /dev/urandom | base64"));
          seeThatTheClockIsRight(machine);
        };
    RunRecord restored = check(plan(), look);
    assertThat(origin(restored)).isEqualTo(Origin.SNAPSHOT);
    assertThat(restored.verdict().outcome()).isEqualTo(Outcome.PASS);
    assertThat(restored.evidence().unmet()).isEmpty();
    assertThat(Files.readString(restored.directory().resolve("console.log")))
        .contains("Linux version")
        .containsOnlyOnce("here the machine was restored from a snapshot");

    check(plan(), look);
    assertThat(random).hasSize(2).doesNotHaveDuplicates();
    assertThat(origin(check(plan().onFreshBoot(), Interlude.NONE))).isEqualTo(Origin.BOOT);
  }

  @Test
  void aDamagedSnapshotIsGivenUpForABootAndReplaced() throws Exception {
    check(brief(), Interlude.NONE);
    Path memory = snapshot().resolve("memory");

    try (FileChannel file =
        FileChannel.open(memory, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long middle = file.size() / 2;
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, middle);
      one.put(0, (byte) (one.get(0) ^ 0x10)).rewind();
      file.write(one, middle);
    }
    seeAFallback("its checksum is wrong");

    try (FileChannel file = FileChannel.open(memory, StandardOpenOption.WRITE)) {
      file.truncate(file.size() - 4096);
    }
    seeAFallback("it holds ");

    byte[] nonsense = "no machine at all".repeat(1000).getBytes(StandardCharsets.UTF_8);
    Files.write(memory, nonsense);
    describe(memory, nonsense);
    seeAFallback("QEMU cannot restore it: ");

    assertThat(origin(check(brief(), Interlude.NONE))).isEqualTo(Origin.SNAPSHOT);
  }

  @Test
  void aPlantedBugIsSeenInARestoredMachineAsItIsInABootedOne() throws Exception {
    CheckPlan planted = plan().withControl("srcu-wait-type");
    RunRecord booted = check(planted, Interlude.NONE);
    RunRecord restored = check(planted, Interlude.NONE);
    assertThat(origin(restored)).isEqualTo(Origin.SNAPSHOT);
    assertThat(restored.verdict().outcome()).isEqualTo(Outcome.FAIL);
    assertThat(restored.splats()).extracting(Splat::family).contains(Family.INVALID_WAIT_CONTEXT);
    assertThat(restored.splats().get(0).signature()).isEqualTo(booted.splats().get(0).signature());
  }

  @Test
  void aKernelWhoseLockdepIsOffAfterItsBootIsNotStored() throws Exception {
    Path patch = Path.of("src/test/resources/trouble/switches-lockdep-off.patch").toAbsolutePath();
    RunRecord run = check(plan().withPatches(List.of(patch)), Interlude.NONE);
    assertThat(origin(run)).isEqualTo(Origin.BOOT);
    assertThat(whyBooted(run)).isEqualTo("no snapshot is kept, debug_locks was 0 after the boot");
    assertThat(told)
        .anyMatch(l -> l.endsWith("note: no snapshot is kept, debug_locks was 0 after the boot"));
    assertThat(mine()).isEmpty();
  }

  private void seeAFallback(String why) throws Exception {
    told.clear();
    RunRecord run = check(brief(), Interlude.NONE);
    assertThat(whyBooted(run)).startsWith("the snapshot was not used, " + why);
    assertThat(run.verdict().outcome()).isEqualTo(Outcome.PASS);
    assertThat(told)
        .filteredOn(line -> line.contains("note:"))
        .singleElement()
        .asString()
        .contains("the snapshot is not used, " + why)
        .contains("booting instead");
  }

  /**
   * Between two looks the guest's clock advances as the host's does: by no less than passed between
   * the end of the first look and the beginning of the second, and by no more than passed in all.
   */
  private static void seeThatTheClockIsRight(Machine machine) {
    long tick = 20_000_000;
    long firstBegan = System.nanoTime();
    long first = uptimeNanos(machine);
    long firstEnded = System.nanoTime();
    guest(machine, "sleep 3");
    long secondBegan = System.nanoTime();
    long second = uptimeNanos(machine);
    long secondEnded = System.nanoTime();
    assertThat(second - first)
        .isBetween(secondBegan - firstEnded - tick, secondEnded - firstBegan + tick);
    long seconds = Long.parseLong(guest(machine, "date +%s"));
    assertThat(seconds).isCloseTo(System.currentTimeMillis() / 1000, within(3));
  }

  private static org.assertj.core.data.Offset<Long> within(long seconds) {
    return org.assertj.core.data.Offset.offset(seconds);
  }

  private static long uptimeNanos(Machine machine) {
    String uptime = guest(machine, "cut -d' ' -f1 /proc/uptime");
    return (long) (Double.parseDouble(uptime) * 1e9);
  }

  private static String guest(Machine machine, String script) {
    try {
      return machine.shell().script(script, new byte[0], LIMIT).out().strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Says of these bytes that they are what was stored. */
  private void describe(Path memory, byte[] bytes) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Path file = memory.resolveSibling("snapshot.json");
    ObjectNode description = (ObjectNode) json.readTree(Files.readString(file));
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    description.put("bytes", bytes.length).put("crc32c", sum.getValue());
    Files.writeString(file, description.toString());
  }

  private CheckPlan plan() {
    return CheckPlan.of("debian:newest")
        .on(new CheckPlan.Shape(2, 1024, List.of(own), false, Root.INITRAMFS));
  }

  /** The same with a scenario of seconds, where it is the machine that counts. */
  private CheckPlan brief() {
    return plan().running("lru_exits");
  }

  private RunRecord check(CheckPlan plan, Interlude interlude) throws InterruptedException {
    return new KernelChecker(Engine.open(settings))
        .check(plan, interlude, new LineProgress(told::add, settings.clock()));
  }

  private static Origin origin(RunRecord run) {
    return run.machine().orElseThrow().origin();
  }

  private static String whyBooted(RunRecord run) {
    return run.machine().orElseThrow().whyBooted().orElse("");
  }

  private Path snapshot() throws IOException {
    return mine().stream().findFirst().orElseThrow();
  }

  private List<Path> mine() throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(kept)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(kept)) {
        for (Path entry : all) {
          if (Files.readString(entry.resolve("inputs.txt")).contains(own)) {
            found.add(entry);
          }
        }
      }
    }
    return found;
  }
}
