// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryEventsTest {
  @ParameterizedTest
  @CsvSource({
    "'low 0|high 0|max 9|oom 1|oom_kill 3|oom_group_kill 0', 3, true",
    "'low 0|high 0|max 0|oom 0|oom_kill 1', 1, false",
    "'oom_kill_disable 0|under_oom 0|oom_kill 2|highest 4096|limit 4096', 2, true",
    "'oom_kill_disable 0|under_oom 0|oom_kill 2|highest 4095|limit 4096', 2, false",
    "'cat: memory.events: No such file', 0, false",
    "'oom_kill 99999999999999999999', 0, false",
    "'', 0, false",
  })
  void bothVersionsOfControlGroupsAreRead(String text, long kills, boolean ownLimit) {
    assertThat(MemoryEvents.parse(text.replace('|', '\n')))
        .isEqualTo(new MemoryEvents(kills, ownLimit));
  }
}
