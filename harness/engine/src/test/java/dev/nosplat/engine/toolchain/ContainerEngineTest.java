// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerEngineTest {
  @Test
  void whatAnIdeLacksIsPrintedAsLinesToPaste() {
    assertThat(ContainerEngine.missing(Map.of(), true))
        .containsExactly(
            "export TESTCONTAINERS_RYUK_DISABLED=true",
            "export TESTCONTAINERS_CHECKS_DISABLE=true",
            "export TESTCONTAINERS_HOST_OVERRIDE=localhost");
  }

  @Test
  void aCompleteEnvironmentLacksNothing() {
    assertThat(
            ContainerEngine.missing(
                Map.of(
                    "TESTCONTAINERS_RYUK_DISABLED",
                    "true",
                    "TESTCONTAINERS_CHECKS_DISABLE",
                    "true"),
                false))
        .isEmpty();
  }

  @Test
  void theImageIsNamedByTheDockerfileAlone() {
    byte[] one = "FROM a\n".getBytes(StandardCharsets.UTF_8);
    byte[] two = "FROM b\n".getBytes(StandardCharsets.UTF_8);
    assertThat(Toolchain.imageName(one))
        .isEqualTo(Toolchain.imageName(one))
        .isNotEqualTo(Toolchain.imageName(two))
        .matches("nosplat-toolchain:[0-9a-f]{16}");
  }
}
