// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nosplat.record.Rate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChanceTest {

  @Test
  void twelveSilentRunsMissABugOfOneInFourWithThreePercent() {
    assertThat(Chance.silent(0.25, 12)).isCloseTo(0.0317, within(0.0001));
  }

  @ParameterizedTest
  @CsvSource({"0.25, 11", "0.5, 5", "0.1, 29", "0.96, 1", "1, 1"})
  void soManySilentRunsExcludeARateAndOneFewerDoesNot(double rate, int runs) {
    assertThat(Chance.silentRunsToExclude(rate)).isEqualTo(runs);
    assertThat(Chance.silent(rate, runs)).isLessThanOrEqualTo(Chance.ENOUGH);
    if (runs > 1) {
      assertThat(Chance.silent(rate, runs - 1)).isGreaterThan(Chance.ENOUGH);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 3", "3, 3, 2", "10, 10, 2", "1, 10, 17", "1, 2, 5"})
  void aRarerSplatNeedsMoreRunsOfTheBase(int seen, int runs, int base) {
    assertThat(Chance.baseRunsToCallNew(new Rate(seen, runs))).isEqualTo(base);
  }

  @ParameterizedTest
  @CsvSource({"0.75, 75 %", "0.0317, 3 %", "0.004, 0.4 %", "0.0001, less than 0.1 %"})
  void chancesReadAsAPersonSaysThem(double chance, String text) {
    assertThat(Chance.percent(chance)).isEqualTo(text);
  }
}
