// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StampTest {
  @Test
  void theLastLineOfTheKernelsTellsTheTime() {
    assertThat(Stamp.after(List.of("[    1.000001][    T1] one", "[   12.345678][   C0] two", "x")))
        .isEqualTo("[   12.345678]");
  }

  @Test
  void aConsoleWithoutTimesIsAtItsBeginning() {
    assertThat(Stamp.after(List.of("Booting", "[ BUG: no time ]"))).isEqualTo("[    0.000000]");
  }
}
