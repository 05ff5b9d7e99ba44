// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.machine.MachineState;
import dev.nosplat.engine.series.Instrument;
import dev.nosplat.record.Evidence;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstrumentRuleTest {
  private static final List<Instrument.Touched> PRINTK =
      List.of(
          new Instrument.Touched("kernel/printk/printk.c", "what the kernel prints"),
          new Instrument.Touched("lib/bug.c", "BUG and WARN"));

  @Test
  void whereNobodyLooksASeriesThatChangesTheInstrumentCannotPass() {
    Verdict verdict = judged(InstrumentRule.ATTENDED.whereNobodyLooks().on(1, PRINTK));
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.reason())
        .isEqualTo(
            "nothing splatted, but the series changes what that rests on: kernel/printk/printk.c"
                + " (what the kernel prints), lib/bug.c (BUG and WARN)");
    assertThat(verdict.advice()).contains("--allow-instrument REASON");
  }

  @Test
  void whoAllowsItSaysWhyAndTheReportShowsIt() {
    Requirement row =
        InstrumentRule.ATTENDED
            .allowing(Optional.of("read by two of us"))
            .whereNobodyLooks()
            .on(1, PRINTK);
    assertThat(row.observed()).endsWith("lib/bug.c (BUG and WARN); allowed: read by two of us");
    assertThat(judged(row).outcome()).isEqualTo(Outcome.PASS);
  }

  @Test
  void whereAPersonLooksItIsSaidAndNotRefused() {
    Requirement row = InstrumentRule.ATTENDED.on(1, PRINTK);
    assertThat(row.observed()).contains("kernel/printk/printk.c", "a person has to judge that");
    assertThat(judged(row).outcome()).isEqualTo(Outcome.PASS);
  }

  @Test
  void aSeriesThatLeavesItAlonePassesAnywhere() {
    Requirement row = InstrumentRule.ATTENDED.whereNobodyLooks().on(3, List.of());
    assertThat(row.observed()).isEqualTo("not changed");
    assertThat(judged(row).outcome()).isEqualTo(Outcome.PASS);
    assertThat(InstrumentRule.ATTENDED.on(0, List.of()).observed()).isEqualTo("no series");
  }

  private static Verdict judged(Requirement row) {
    return Judge.judge(
        new Findings(
            List.of(),
            Map.of(),
            List.of(),
            new Evidence(
                List.of(
                    new Requirement(Requirement.Kind.CANARY, "canary", "seen", "seen", true), row)),
            MachineState.STOPPED,
            "powered off",
            "",
            List.of(),
            "",
            List.of(),
            List.of(),
            false));
  }
}
