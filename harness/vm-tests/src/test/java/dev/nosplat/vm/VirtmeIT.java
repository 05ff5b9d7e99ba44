// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.machine.Shell;
import dev.nosplat.junit.KernelTest;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Guests whose root is the toolchain container's own file system. */
@Tag("vm-full")
class VirtmeIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Nested
  @KernelTest(root = Root.VIRTME)
  class TheMainScenario {
    @Test
    void hasAUserlandWithACompilerWhoseFilesItCanChangeForItself(Shell shell) throws Exception {
      assertThat(shell.run(LIMIT, "gcc", "--version").out()).contains("Free Software");
      assertThat(shell.run(LIMIT, "cat", "/proc/mounts").out()).contains("overlay / overlay rw");
      String change = "echo x >> /etc/passwd && rm /usr/bin/git && ! command -v git";
      assertThat(shell.script(change, new byte[0], LIMIT).ok()).isTrue();
    }
  }

  @Nested
  @KernelTest(root = Root.VIRTME)
  class TheMainScenarioByItself {
    @Test
    void passesOnAMachineThatWasBootedForIt(RunRecord run) {
      assertThat(run.evidence().requirements()).hasSizeGreaterThan(5).allMatch(Requirement::met);
      assertThat(run.machine().orElseThrow().root()).isEqualTo("virtme");
      assertThat(run.machine().orElseThrow().whyBooted()).contains("QEMU cannot store a 9p root");
    }
  }
}
