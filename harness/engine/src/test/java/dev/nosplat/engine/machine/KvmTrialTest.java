// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.MachineFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KvmTrialTest {
  private static final MachineSpec TWO_CPUS =
      new MachineSpec(
          Path.of("/k"),
          Path.of("/i"),
          Path.of("/t"),
          250,
          2,
          1024,
          Accelerator.KVM,
          Root.INITRAMFS,
          false,
          List.of(),
          "image",
          Optional.empty());

  @Test
  void aClockThatKeepsPaceIsRight() {
    assertThat(KvmTrial.clock(Map.of("uptime", "0.81"), Map.of("uptime", "1.33"), 0.51)).isEmpty();
  }

  @Test
  void aClockThatRunsAwayIsALie() {
    assertThat(KvmTrial.clock(Map.of("uptime", "0.81"), Map.of("uptime", "2.31"), 0.51))
        .hasValue("KVM's clock is wrong: 1.50 s passed in the guest while 0.51 s passed here");
  }

  @Test
  void aClockThatStandsIsALie() {
    assertThat(KvmTrial.clock(Map.of("uptime", "0.81"), Map.of("uptime", "0.81"), 0.51))
        .isPresent();
  }

  @Test
  void aClockThatNobodyKnowsIsALie() {
    assertThat(KvmTrial.clock(Map.of(), Map.of("uptime", "1.33"), 0.51)).isPresent();
  }

  @Test
  void aMissingCpuIsALie() {
    assertThat(KvmTrial.cpus(TWO_CPUS, Map.of("cpus_online", "0-1"))).isEmpty();
    assertThat(KvmTrial.cpus(TWO_CPUS, Map.of("cpus_online", "0")))
        .hasValue("under KVM the kernel has CPUs 0 instead of 0-1");
  }

  @Test
  void aRecordSaysWhyKvmWasNotUsed() {
    assertThat(Acceleration.TCG.whyEmulated()).isEmpty();
    assertThat(Acceleration.KVM.accelerator().recorded()).isEqualTo(MachineFacts.Accelerator.KVM);
    assertThat(Acceleration.tcgBecause("KVM hangs").whyEmulated()).contains("KVM hangs");
  }
}
