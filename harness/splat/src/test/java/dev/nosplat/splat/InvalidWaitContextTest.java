// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InvalidWaitContextTest {
  private final Splat splat =
      GoldenLog.all().stream()
          .filter(log -> log.toString().equals("invalid-wait-context-7.2.log"))
          .findFirst()
          .orElseThrow()
          .read()
          .get(0);

  @Test
  void theLockCarriesItsUsageBitsItsWaitTypesAndWhereItWasTaken() {
    assertThat(((Details.InvalidWaitContext) splat.details()).lock())
        .isEqualTo(
            new HeldLock(
                "rcu_tasks_trace_srcu_struct_srcu_usage.lock",
                "-...",
                "3:3",
                "spin_lock_irqsave_ssp_contention+0x1d/0x60"));
  }

  @Test
  void everyHeldLockIsListedOutermostFirst() {
    assertThat(((Details.InvalidWaitContext) splat.details()).held())
        .extracting(HeldLock::name, HeldLock::waitTypes)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("&p->pi_lock", "2:2"),
            org.assertj.core.groups.Tuple.tuple("&rq->__lock", "2:2"),
            org.assertj.core.groups.Tuple.tuple("rcu_read_lock", "1:3"));
  }

  @Test
  void theContextIsThatOfTheTask() {
    assertThat(((Details.InvalidWaitContext) splat.details()).context()).isEqualTo("5:5");
  }

  @Test
  void bpfProgramsAreNamedWithoutTheirTag() {
    assertThat(splat.bpfPrograms()).isEqualTo(List.of("nosplat_exit_task"));
  }
}
