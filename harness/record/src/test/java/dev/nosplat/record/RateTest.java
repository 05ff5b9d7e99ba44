// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateTest {

  /** Expected values by the formula, worked out apart with python3's decimal module. */
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0, 0.277533",
    "1, 10, 0.017876, 0.404150",
    "5, 10, 0.236593, 0.763407",
    "10, 10, 0.722467, 1",
    "3, 20, 0.052369, 0.360419",
    "0, 0, 0, 1"
  })
  void theIntervalIsWilsons(int seen, int runs, double low, double high) {
    Rate.Interval interval = new Rate(seen, runs).interval();
    assertThat(interval.low()).isCloseTo(low, within(1e-6));
    assertThat(interval.high()).isCloseTo(high, within(1e-6));
  }

  @Test
  void theIntervalHoldsTheTrueRateAboutNineteenTimesInTwenty() {
    Random random = new Random(7);
    int held = 0;
    int trials = 20_000;
    for (int i = 0; i < trials; i++) {
      double rate = 0.05 + 0.9 * random.nextDouble();
      int seen = 0;
      for (int run = 0; run < 30; run++) {
        seen += random.nextDouble() < rate ? 1 : 0;
      }
      Rate.Interval interval = new Rate(seen, 30).interval();
      held += interval.low() <= rate && rate <= interval.high() ? 1 : 0;
    }
    assertThat(held / (double) trials).isBetween(0.93, 0.97);
  }

  @Test
  void theTextSaysHowOftenAndHowSure() {
    assertThat(new Rate(3, 20).text()).isEqualTo("3 of 20 runs (15 %, 95 % interval 5 to 36 %)");
    assertThat(new Rate(0, 1).text()).isEqualTo("0 of 1 run");
  }

  @Test
  void moreSeenThanRunIsRefused() {
    assertThatThrownBy(() -> new Rate(2, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
