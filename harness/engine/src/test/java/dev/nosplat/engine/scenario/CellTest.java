// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.record.Sweep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guest says of a cell, which a hostile kernel may have written. */
class CellTest {
  private static final String DUMP =
      """
      [{"key":["0x00"],"values":[],"formatted":{"key":0,"values":[\
      {"cpu":0,"value":{"done":%d,"failed":%d,"last_errno":95}},\
      {"cpu":1,"value":{"done":%d,"failed":0,"last_errno":0}}]}}]
      """;

  private static Cell.Answer said(String text) {
    return Cell.answer(new ShellResult(0, text, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1, 4, done 7 times on 2 CPUs",
    "0, 5, 2, done 2 times on 1 CPU",
    "0, 5, 0, 'only errors: 5 times, the last with errno 95'",
    "0, 0, 0, not called"
  })
  void theCountersSayWhatWasDone(int here, int failed, int there, String told) {
    assertThat(said("enabled\n" + DUMP.formatted(here, failed, there))).hasToString(told);
  }

  @Test
  void aSchedulerThatIsGoneWasEjected() {
    assertThat(said("disabled\n" + DUMP.formatted(1, 0, 1)).state())
        .isEqualTo(Sweep.Answer.EJECTED);
  }

  @Test
  void aRefusalHasTheVerifiersOwnWords() {
    assertThat(
            said(
                """
                refused
                libbpf: prog 'nosplat_callback': BPF program load failed: -EACCES
                libbpf: prog 'nosplat_callback': -- BEGIN PROG LOAD LOG --
                0: R1=ctx() R10=fp0
                ; int nosplat_callback(__u64 *ctx) @ cell.bpf.c:20
                0: (79) r6 = *(u64 *)(r1 +0)          ; R1=ctx() R6=trusted_ptr_task_struct()
                5: (85) call bpf_arena_alloc_pages#12
                program must be sleepable to call sleepable kfunc bpf_arena_alloc_pages
                processed 6 insns (limit 1000000) max_states_per_insn 0 total_states 0
                -- END PROG LOAD LOG --
                libbpf: prog 'nosplat_callback': failed to load: -EACCES
                libbpf: failed to load object '/nosplat/sweep/tick.arena.bpf.o'
                """))
        .hasToString(
            "refused: program must be sleepable to call sleepable kfunc bpf_arena_alloc_pages");
  }

  @Test
  void aRefusalWithoutTheVerifiersWordsHasTheFirstOfLibbpfs() {
    assertThat(said("refused\nlibbpf: map 'm': failed to create: -ENOMEM\nlibbpf: gone\n"))
        .hasToString("refused: libbpf: map 'm': failed to create: -ENOMEM");
  }

  @ParameterizedTest
  @CsvSource({"enabled", "enabled|[]", "enabled|{", "enabled|[{\"formatted\":{\"done\":-1}}]"})
  void whatDoesNotParseIsNoAnswer(String text) {
    assertThat(said(text.replace('|', '\n')).state()).isEqualTo(Sweep.Answer.UNKNOWN);
  }

  @Test
  void aScriptThatFailedIsNoAnswer() {
    Cell.Answer answer = Cell.answer(new ShellResult(1, "enabled\n", "the scheduler does not go"));
    assertThat(answer).hasToString("unknown: its script ended with 1: the scheduler does not go");
    assertThat(answer.state().answered()).isFalse();
  }

  @Test
  void aListHasOnlyLinesOfItsForm() {
    assertThat(
            Cell.list(
                "enqueue\ttimer\t\nx\n../a\tb\t\ntick\tarena\tno 'bpf_arena'\nenqueue\ttimer\t\t\n"))
        .extracting(Cell::toString, Cell::uncompiled)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("enqueue x timer", ""),
            org.assertj.core.groups.Tuple.tuple("tick x arena", "no 'bpf_arena'"));
  }
}
