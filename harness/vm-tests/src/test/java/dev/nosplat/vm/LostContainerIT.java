// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.ExecOutput;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A command that ended because its container did has not failed: a compiler that somebody killed
 * says nothing about the patch. Engines tell of it in two ways, by chance.
 */
@Tag("vm")
class LostContainerIT {
  private static final int MEMORY_MIB = 64;
  private static final ExecOutput UNREAD = (line, error) -> {};

  @RepeatedTest(4)
  void aCommandWhoseContainerIsKilledIsLost() throws Exception {
    ContainerSpec spec = ContainerSpec.offline("lost", List.of(), MEMORY_MIB);
    try (ToolchainContainer container = toolchain().open(spec)) {
      assertThatThrownBy(
              () ->
                  container.run(
                      List.of("sh", "-c", "echo begun; sleep 60"),
                      Map.of(),
                      (line, error) -> kill()))
          .isInstanceOf(InfraFailed.class)
          .hasMessageContaining("the container ended while");
    }
  }

  @Test
  void aCommandThatIsKilledWhileItsContainerLivesHasEnded() throws Exception {
    ContainerSpec spec = ContainerSpec.offline("lost", List.of(), MEMORY_MIB);
    try (ToolchainContainer container = toolchain().open(spec)) {
      assertThat(container.run(List.of("sh", "-c", "kill -9 $$"), Map.of(), UNREAD))
          .isEqualTo(128 + 9);
    }
  }

  private static Toolchain toolchain() throws Exception {
    Settings settings = Settings.ofProcess();
    return Toolchain.connect(
        PackedResources.read("Dockerfile"), settings.home().cache(), settings.environment());
  }

  private static void kill() {
    try {
      for (String id :
          Leftovers.ask("ps", "--quiet", "--filter", "label=dev.nosplat.purpose=lost")) {
        Leftovers.ask("kill", id);
      }
    } catch (Exception e) {
      throw new AssertionError("the container could not be killed", e);
    }
  }
}
