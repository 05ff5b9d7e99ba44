// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each log under {@code src/test/resources/logs} holds exactly the splats that its header states.
 * {@code -Dnosplat.golden=rewrite} writes the headers anew: read the difference before you commit
 * it.
 */
class GoldenLogTest {
  static List<GoldenLog> logs() {
    return GoldenLog.all();
  }

  @ParameterizedTest
  @MethodSource("logs")
  void holdsTheSplatsThatItsHeaderStates(GoldenLog log) {
    List<String> found = GoldenLog.describe(log.read());
    if ("rewrite".equals(System.getProperty("nosplat.golden"))) {
      log.rewrite(found);
      return;
    }
    assertThat(found).isEqualTo(log.expected());
  }
}
