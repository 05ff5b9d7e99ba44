// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Recorded;
import dev.nosplat.record.Sweep;
import dev.nosplat.record.Sweep.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A sweep's answers in words. */
class SweepTextTest {
  private static Sweep.Cell cell(String callback, String operation, Answer answer) {
    return new Sweep.Cell(callback, operation, answer, 7, 2, "");
  }

  @Test
  void callbacksThatAnsweredAlikeAreOneRowAndTheWorstComesFirst() {
    Sweep sweep =
        new Sweep(
            List.of(
                cell("tick", "hash", Answer.DONE),
                cell("tick", "timer", Answer.FAILED),
                cell("yield", "hash", Answer.DONE),
                cell("yield", "timer", Answer.FAILED),
                cell("dump", "hash", Answer.NOT_CALLED),
                cell("dump", "timer", Answer.NOT_CALLED),
                cell("exit_task", "hash", Answer.DONE),
                cell("exit_task", "timer", Answer.SPLAT)),
            List.of(
                new Sweep.Call(Sweep.Call.Kind.HELPER, "loop", List.of("tick")),
                new Sweep.Call(Sweep.Call.Kind.KFUNC, "bpf_throw", List.of("tick"))));
    assertThat(SweepText.notCovered(sweep))
        .hasValue("1 helper and 1 kfunc that a scheduler may call, and no operation does");
    assertThat(SweepText.summary(sweep))
        .isEqualTo("8 cells: 1 splat, 2 only errors, 2 not called, 3 done");
    assertThat(SweepText.rows(sweep))
        .extracting(SweepText.Row::text)
        .containsExactly(
            "exit_task: splat timer; 1 done",
            "tick, yield: only errors timer; 1 done",
            "dump: all 2 not called");
  }

  @Test
  void aCellSaysWhatItDidAndWhyNot() {
    Sweep sweep = Recorded.run("sweep").sweep().orElseThrow();
    assertThat(sweep.cells())
        .extracting(SweepText::cell)
        .contains(
            "not called",
            "only errors: 2560 times, the last with errno 95",
            "splat: invalid wait context: rcu_tasks_trace_srcu_struct_srcu_usage.lock taken in"
                + " srcu_gp_start_if_needed")
        .anyMatch(text -> text.matches("done \\d+ times on 2 CPUs"));
  }
}
