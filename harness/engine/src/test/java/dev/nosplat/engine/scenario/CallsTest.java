// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Sweep.Call;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no operation covers, by the answers of a guest, which a hostile kernel may have written. */
class CallsTest {
  @Test
  void whatMayBeCalledAndNoCellCallsIsNotCovered() {
    Calls calls =
        Calls.of(
            """
            enqueue\tkfunc\tscx_bpf_dsq_insert
            enqueue\tkfunc\tbpf_throw
            exit_task\tkfunc\tbpf_throw
            exit_task\thelper\ttail_call
            exit_task\thelper\tthrow
            asked\t10
            """,
            "kfunc scx_bpf_dsq_insert\nhelper throw\nkfunc never_heard_of\n");
    assertThat(calls)
        .isEqualTo(
            new Calls(
                true,
                List.of(
                    new Call(Call.Kind.HELPER, "tail_call", List.of("exit_task")),
                    new Call(Call.Kind.KFUNC, "bpf_throw", List.of("enqueue", "exit_task")))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tick\tkfunc\tbpf_throw\n", "asked\t3\ntick\tkfunc\tbpf_throw\n"})
  void anAnswerWithoutItsEndIsNone(String callable) {
    assertThat(Calls.of(callable, "")).isEqualTo(Calls.UNKNOWN);
  }

  @Test
  void whatIsNoNameIsLeftOut() {
    assertThat(
            Calls.of(
                    "tick\tkfunc\t<b>\ntick\tprayer\tx\n<i>\tkfunc\tx\ntick\thelper\nasked\t1\n",
                    "")
                .notCovered())
        .isEmpty();
  }
}
