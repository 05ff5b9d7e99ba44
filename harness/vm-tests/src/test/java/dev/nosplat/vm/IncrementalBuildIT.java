// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.BenchPatch;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.RunRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a build directory was used for before must not be seen in the kernel that it builds next.
 */
@Tag("vm-full")
class IncrementalBuildIT {
  private static final CheckPlan BASE = CheckPlan.of("debian:newest");
  private static final String FIX = "../../patches/fixes/task-storage-deferral.patch";
  private static final int SHT_NOBITS = 8;

  @Test
  void aKernelBuiltUponOthersHasTheSameSectionsAsOneBuiltCold(@TempDir Path temporary)
      throws Exception {
    Settings ours = Settings.ofProcess();
    Path header = Files.writeString(temporary.resolve("header.patch"), BenchPatch.ofHeader("x"));
    CheckPlan wanted = BASE.withPatches(List.of(Path.of(FIX).toAbsolutePath()));

    check(ours, BASE.withPatches(List.of(header)));
    Map<String, String> incremental = sections(kernel(ours, check(ours, wanted)));
    Settings cold =
        new Settings(
            new Home(temporary.resolve("cache"), temporary.resolve("runs")),
            ours.environment(),
            ours.directory(),
            ours.stdin(),
            ours.clock(),
            ours.random());
    Map<String, String> fromNothing = sections(kernel(cold, check(cold, wanted)));

    assertThat(incremental).containsKeys(".text", ".rodata", ".data", ".BTF", ".init.text");
    assertThat(incremental).isEqualTo(fromNothing);
  }

  private static RunRecord check(Settings settings, CheckPlan plan) throws InterruptedException {
    return new KernelChecker(Engine.open(settings)).check(plan, Progress.silent());
  }

  private static Path kernel(Settings settings, RunRecord run) {
    return settings
        .home()
        .cache()
        .resolve("store/kernel")
        .resolve(run.subject().kernelKey())
        .resolve("vmlinux");
  }

  /** The digest of each section's content, and the size of those that have none. */
  private static Map<String, String> sections(Path vmlinux) throws Exception {
    ByteBuffer elf = read(vmlinux);
    int table = (int) elf.getLong(0x28);
    int size = elf.getShort(0x3a);
    int count = elf.getShort(0x3c);
    int names = (int) elf.getLong(table + elf.getShort(0x3e) * size + 0x18);
    Map<String, String> sections = new TreeMap<>();
    for (int i = 1; i < count; i++) {
      int header = table + i * size;
      int offset = (int) elf.getLong(header + 0x18);
      int length = (int) elf.getLong(header + 0x20);
      boolean empty = elf.getInt(header + 4) == SHT_NOBITS;
      sections.put(
          name(elf, names + elf.getInt(header)),
          empty ? length + " bytes" : digest(elf, offset, length));
    }
    return sections;
  }

  private static ByteBuffer read(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String name(ByteBuffer elf, int at) {
    int end = at;
    while (elf.get(end) != 0) {
      end++;
    }
    return new String(elf.array(), at, end - at, StandardCharsets.US_ASCII);
  }

  private static String digest(ByteBuffer elf, int offset, int length) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    sha.update(elf.array(), offset, length);
    return HexFormat.of().formatHex(sha.digest());
  }
}
