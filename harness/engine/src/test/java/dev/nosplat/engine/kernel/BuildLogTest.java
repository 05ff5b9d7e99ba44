// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildLogTest {
  @TempDir Path scratch;
  private Path file;
  private BuildLog log;

  @BeforeEach
  void open() {
    file = scratch.resolve("build.log");
    log = new BuildLog(file, Progress.silent(), 0, Clock.systemUTC());
  }

  @Test
  void objectsAreCountedAndOtherStepsAreNot() {
    for (String line :
        new String[] {
          "  CC      init/main.o",
          "  AS      arch/x86/entry/entry_64.o",
          "  AR      init/built-in.a",
          "  HOSTCC  scripts/basic/fixdep",
          "  LD      vmlinux.o"
        }) {
      log.line(line, false);
    }
    assertThat(log.objects()).isEqualTo(2);
  }

  /** The clock ticks once a line, so a step has as many seconds as it has lines. */
  @Test
  void theStepsOfABuildAreToldApart() {
    AtomicInteger now = new AtomicInteger();
    Clock ticking =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return Instant.ofEpochSecond(now.get());
          }
        };
    BuildLog timed = new BuildLog(file, Progress.silent(), 0, ticking);
    now.incrementAndGet();
    timed.begin(BuildStep.COMPILE);
    // The order in which 7.3.4 prints them.
    for (String line :
        List.of(
            "  OBJCOPY arch/x86/boot/startup/map_kernel.pi.o",
            "  LDS     arch/x86/kernel/vmlinux.lds",
            "  CC      lib/ctype.o",
            "  COPY    vmlinux.a",
            "  LD      vmlinux.o",
            "  MODPOST Module.symvers",
            "  CC      .vmlinux.export.o",
            "  LD      .tmp_vmlinux1",
            "  BTF     .tmp_vmlinux1",
            "  NM      .tmp_vmlinux1.syms",
            "  KSYMS   .tmp_vmlinux1.kallsyms.S",
            "  LD      vmlinux.unstripped",
            "  BTFIDS  vmlinux.unstripped",
            "  NM      System.map",
            "  OBJCOPY vmlinux",
            "  OBJCOPY arch/x86/boot/compressed/vmlinux.bin",
            "  BUILD   arch/x86/boot/bzImage")) {
      timed.line(line, false);
      now.incrementAndGet();
    }
    timed.begin(BuildStep.COLLECT);
    timed.line("  MODPOST Module.symvers", false);
    now.incrementAndGet();
    assertThat(timed.times())
        .hasToString(
            "configure 1.0 s, compile 3.0 s, link 10.0 s, BTF 2.0 s, image 2.0 s, canary and store"
                + " 1.0 s");
  }

  @Test
  void theCompilersOwnLinesAreTheEvidence() {
    log.line("  CC      lib/ctype.o", false);
    log.line("/src/lib/ctype.c:12:36: error: 'undeclared_here' undeclared", true);
    log.line("make[3]: *** [/src/scripts/Makefile.build:289: lib/ctype.o] Error 1", true);
    assertThat(log.evidence()).hasSize(2).first().asString().contains("undeclared_here");
  }

  @Test
  void aLogThatCannotBeWrittenDoesNotStopTheBuildAndIsTold() {
    BuildLog full = new BuildLog(Path.of("/dev/full"), Progress.silent(), 0, Clock.systemUTC());
    full.line("  CC      init/main.o", false);
    full.line("  CC      init/version.o", false);
    assertThat(full.objects()).isEqualTo(2);
    assertThat(full.unwritten().orElseThrow().getCause()).hasMessage("No space left on device");
  }

  @Test
  void aFloodKeepsItsHeadAndItsTail() throws IOException {
    String line = "x".repeat(1 << 20);
    log.line("first", false);
    for (int i = 0; i < 30; i++) {
      log.line(line, false);
    }
    log.line("last", false);
    log.close();
    assertThat(Files.size(file)).isBetween(20L << 20, (20L << 20) + 100);
    assertThat(Files.readString(file))
        .startsWith("first\n")
        .contains("bytes of a flood are left out here")
        .endsWith("\nlast\n");
    assertThat(log.evidence()).allSatisfy(shown -> assertThat(shown).hasSizeLessThan(600));
  }

  @Test
  void whereNothingStandsOutTheLastLinesAreTheEvidence() throws IOException {
    log.line("something odd", false);
    assertThat(log.evidence()).containsExactly("something odd");
    log.close();
    assertThat(file).hasContent("something odd\n");
  }
}
