// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  @Test
  void theMedianIsTheMiddleOne() {
    assertThat(new Measurement("boot", "s", List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2.0);
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
    assertThat(new Measurement("boot", "s", List.of(4.0, 1.0, 2.0, 9.0)).median()).isEqualTo(3.0);
  }

  @Test
  void whatWasNeverMeasuredIsNoMeasurement() {
    assertThatThrownBy(() -> new Measurement("boot", "s", List.of()))
        .hasMessage("boot was never measured");
  }

  @Test
  void jsonHoldsEveryValue() {
    assertThat(Measurement.json(List.of(new Measurement("boot", "s", List.of(1.5, 2.0)))))
        .isEqualTo("[{\"name\":\"boot\",\"unit\":\"s\",\"values\":[1.5,2.0]}]");
  }
}
