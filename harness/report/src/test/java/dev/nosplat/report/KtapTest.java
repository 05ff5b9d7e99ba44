// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Golden;
import dev.nosplat.record.Recorded;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class KtapTest {

  @ParameterizedTest
  @ValueSource(strings = {"pass", "fail", "inconclusive", "build-failed", "boot-failed", "hostile"})
  void runsReadAsTheGoldenFilesDo(String name) throws IOException {
    Golden.matches("ktap/" + name + ".ktap", Ktap.of(Recorded.run(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gate-pass", "gate-each-commit", "gate-base-off"})
  void gatesReadAsTheGoldenFilesDo(String name) throws IOException {
    Golden.matches("ktap/" + name + ".ktap", Ktap.of(Recorded.gate(name)));
  }

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#NAMES")
  void everyLineIsAPlanAResultOrADiagnosticOfOurs(String name) {
    assertThat(Ktap.of(Recorded.run(name)).lines())
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "KTAP version 1|1\\.\\.\\d+|(not )?ok \\d+ .+"
                            + "|    KTAP version 1|    # Subtest: .+|    1\\.\\.\\d+"
                            + "|    # \\|.*|    (not )?ok \\d+ .+"));
  }
}
