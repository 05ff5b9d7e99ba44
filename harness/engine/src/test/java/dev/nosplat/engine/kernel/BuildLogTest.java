// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.progress.Progress;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class BuildLogTest {
  private final StringWriter file = new StringWriter();
  private final BuildLog log = new BuildLog(file, Progress.silent(), 0);

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

  @Test
  void theCompilersOwnLinesAreTheEvidence() {
    log.line("  CC      lib/ctype.o", false);
    log.line("/src/lib/ctype.c:12:36: error: 'undeclared_here' undeclared", true);
    log.line("make[3]: *** [/src/scripts/Makefile.build:289: lib/ctype.o] Error 1", true);
    assertThat(log.evidence()).hasSize(2).first().asString().contains("undeclared_here");
  }

  @Test
  void whereNothingStandsOutTheLastLinesAreTheEvidence() {
    log.line("something odd", false);
    assertThat(log.evidence()).containsExactly("something odd");
    assertThat(file.toString()).isEqualTo("something odd\n");
  }
}
