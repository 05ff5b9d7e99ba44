// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nosplat.record.Cause;
import dev.nosplat.record.Outcome;
import org.junit.jupiter.api.Test;

class DeleteRatesTest {
  @Test
  void moreFailuresThanChanceExplainsAreNoPass() {
    DeleteRates rates = new DeleteRates(0, 5100, 31, 5120);
    assertThat(rates.verdict()).isPresent();
    assertThat(rates.verdict().orElseThrow().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(rates.verdict().orElseThrow().cause()).isEqualTo(Cause.DELETES_FAILED);
    assertThat(rates.verdict().orElseThrow().reason())
        .endsWith("31 of 5120, on the base 0 of 5100");
  }

  @Test
  void aFewFailuresAndThoseThatTheBaseHasTooAreNothing() {
    assertThat(new DeleteRates(0, 5100, 0, 5120).verdict()).isEmpty();
    assertThat(new DeleteRates(0, 5100, 4, 5120).verdict()).isEmpty();
    assertThat(new DeleteRates(30, 5100, 38, 5120).verdict()).isEmpty();
    assertThat(new DeleteRates(30, 5100, 5, 5120).verdict()).isEmpty();
  }

  @Test
  void aBaseThatNeverRanSaysNothing() {
    assertThat(new DeleteRates(0, 0, 40, 5120).verdict()).isEmpty();
  }

  @Test
  void theChanceIsThatOfAPoissonDistribution() {
    // P(X >= 3) for a mean of 1 is 1 - 2.5/e.
    assertThat(new DeleteRates(0, 5099, 3, 5100).chance()).isCloseTo(0.0803, within(0.0001));
  }
}
