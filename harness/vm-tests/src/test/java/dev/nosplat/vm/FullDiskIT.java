// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Outcome;
import dev.nosplat.vm.CommandLine.Ended;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk of the host that is full: in a mount namespace of the command's own, for real. */
@Tag("vm-full")
class FullDiskIT {
  private static final FaultTable TABLE =
      new FaultTable("faults-host.md", "What happens to the host");

  /**
   * The first has no room for the configuration, the second for what the kernel prints, the third
   * for the run's record.
   */
  @ParameterizedTest
  @ValueSource(ints = {16, 84, 96})
  void theDiskOfTheRunsFillsUp(int kilobytes, @TempDir Path state) throws Exception {
    Leftovers leftovers = Leftovers.look();
    Instant began = Instant.now();
    Ended ended =
        CommandLine.startIn(
                List.of(
                    CommandLine.resource("on-a-small-disk.sh"),
                    Integer.toString(kilobytes),
                    state.toString()),
                Map.of("XDG_STATE_HOME", state.toString()),
                "check",
                "--tree",
                "debian:newest")
            .await();
    Duration took = Duration.between(began, Instant.now());
    assertThat(ended.exitCode())
        .as(ended.out() + ended.err())
        .isEqualTo(Outcome.INFRA_FAILED.exitCode());
    assertThat(ended.out() + ended.err()).contains("No space left on device");
    TABLE.add(
        "the disk of the runs has room for " + kilobytes + " KB",
        "INFRA_FAILED",
        reason(ended).replaceFirst("^[A-Za-z_]+:? +", "").replaceAll("/\\S*", "its directory"),
        took,
        leftovers.awaitNone());
  }

  private static String reason(Ended ended) {
    return (ended.out() + ended.err())
        .lines()
        .filter(line -> line.startsWith("error:") || line.startsWith("INFRA_FAILED"))
        .findFirst()
        .orElse("");
  }
}
