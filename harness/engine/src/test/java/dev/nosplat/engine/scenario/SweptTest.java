// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Sweep;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long a sweep goes on with fresh machines. */
class SweptTest {
  private static Swept swept(int machines, Sweep.Answer second) {
    return new Swept(
        Map.of(
            new Cell("tick", "hash", ""), Cell.Answer.of(Sweep.Answer.SPLAT, "bad"),
            new Cell("tick", "object", ""), Cell.Answer.of(second, "")),
        Calls.UNKNOWN,
        machines,
        10);
  }

  @Test
  void itGoesOnAsLongAsCellsAreLeft() {
    assertThat(swept(1, Sweep.Answer.NOT_TRIED).mayGoOn()).isTrue();
    assertThat(swept(1, Sweep.Answer.DONE).mayGoOn()).isFalse();
    assertThat(swept(1, Sweep.Answer.UNKNOWN).mayGoOn()).isFalse();
    assertThat(swept(1, Sweep.Answer.DONE).row().met()).isTrue();
  }

  @Test
  void itSaysThatTheMachinesWereNotEnough() {
    Swept last = swept(Swept.MOST_MACHINES, Sweep.Answer.NOT_TRIED);
    assertThat(last.mayGoOn()).isFalse();
    assertThat(last.row().met()).isFalse();
    assertThat(last.row().observed()).isEqualTo("40, and no more for the cells that are left");
    assertThat(swept(Swept.MOST_MACHINES, Sweep.Answer.DONE).row().met()).isTrue();
  }
}
