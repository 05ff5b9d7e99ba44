// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioNameTest {
  private static final Path HERE = Path.of("/here");

  @TempDir private Path scratch;

  @Test
  void aSchedulerIsCalledLikeItsFile() throws IOException {
    Files.createDirectory(scratch.resolve("mine"));
    Files.writeString(scratch.resolve("mine/my_own.bpf.c"), "/* mine */");
    Scenario own = Scenario.of("mine/my_own.bpf.c", scratch);
    assertThat(own.scheduler()).hasValue("my_own");
    assertThat(own.programs().get(0).files()).containsKeys("my_own.bpf.c", "nosplat.bpf.h");
    assertThat(own.key()).isNotEqualTo(Scenario.of("exit_task_delete", scratch).key());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$(id)", "a;id", "a b", "-x", "`id`", "a\nb", "..", "9a", "", "\u202egnp"})
  void aNameThatNoShellAndNoCompilerShouldReadIsRefused(String name) {
    assertThatThrownBy(() -> Scenario.of(name + ".bpf.c", HERE)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> Scenario.of(name, HERE)).isInstanceOf(BadInput.class);
  }
}
