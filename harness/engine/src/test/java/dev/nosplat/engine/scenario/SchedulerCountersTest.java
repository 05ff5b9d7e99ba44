// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerCountersTest {
  @Test
  void ofASchedulerThatWasNeverLoadedNothingIsSaid() {
    assertThat(new SchedulerCounters(List.of()).row().met()).isFalse();
    assertThat(new SchedulerCounters(List.of("updates")).row().observed())
        .isEqualTo("not observed");
    assertThat(new SchedulerCounters(List.of()).counts()).isEmpty();
  }
}
