// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.problem.BadInput;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioNameTest {
  private static final Path HERE = Path.of("/here");

  @Test
  void aSchedulerIsCalledLikeItsFile() {
    assertThat(Scenario.of("mine/my_own.bpf.c", HERE))
        .isInstanceOfSatisfying(
            Scenario.Churning.class,
            own -> {
              assertThat(own.ops()).isEqualTo("my_own");
              assertThat(own.file()).hasValue(Path.of("/here/mine/my_own.bpf.c"));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$(id)", "a;id", "a b", "-x", "`id`", "a\nb", "..", "9a", "", "\u202egnp"})
  void aNameThatNoShellAndNoCompilerShouldReadIsRefused(String name) {
    assertThatThrownBy(() -> Scenario.of(name + ".bpf.c", HERE)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> Scenario.of(name, HERE)).isInstanceOf(BadInput.class);
  }
}
