// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nosplat.engine.machine.MachineState;
import dev.nosplat.record.Evidence;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Reach;
import dev.nosplat.record.Reach.ChangedFile;
import dev.nosplat.record.Reach.Line;
import dev.nosplat.record.Reach.Place;
import dev.nosplat.record.Reach.State;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReachEvidenceTest {
  private static ChangedFile compiled(String path, Line... lines) {
    return new ChangedFile(path, Place.COMPILED, 1, 1, true, "", List.of(lines));
  }

  private static final ChangedFile HASH =
      new ChangedFile("fs/ext4/hash.c", Place.ABSENT, 0, 0, false, "needs EXT4_FS", List.of());
  private static final ChangedFile PAGE =
      new ChangedFile(
          "Documentation/a.rst", Place.NO_CODE, 0, 0, false, "no source file", List.of());
  private static final Line RAN = new Line(1, 1, State.RAN, "");
  private static final Line NOT_RUN = new Line(2, 2, State.NOT_RUN, "return -EINVAL;");

  private static List<Requirement> rows(ChangedFile... files) {
    return ReachEvidence.rows(new Reach(List.of(files)));
  }

  private static Verdict verdict(ChangedFile... files) {
    return Judge.judge(
        new Findings(
            List.of(),
            Map.of(),
            List.of(),
            new Evidence(rows(files)),
            MachineState.STOPPED,
            "",
            "",
            List.of(),
            "",
            List.of(),
            List.of(),
            false));
  }

  @Test
  void bothRowsSayHowMuchAndNameWhatIsMissing() {
    assertThat(rows(compiled("kernel/a.c", RAN, NOT_RUN), HASH, PAGE))
        .extracting(Requirement::name, Requirement::observed, Requirement::met)
        .containsExactly(
            tuple("patch compiled", "1 of 2 files; not fs/ext4/hash.c (needs EXT4_FS)", true),
            tuple("patch ran", "1 of 2 lines (patch 1: 1 of 1, patch 2: 0 of 1)", true));
  }

  @Test
  void aSeriesOfWhichNothingIsCompiledIsNoPass() {
    Verdict verdict = verdict(HASH, PAGE);
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.reason())
        .isEqualTo(
            "the patch was not tested, because this kernel has none of its code:"
                + " 0 of 1 file; not fs/ext4/hash.c (needs EXT4_FS)");
    assertThat(verdict.advice()).contains("--config");
  }

  @Test
  void aSeriesOfWhichNothingRanIsNoPass() {
    Verdict verdict = verdict(compiled("kernel/a.c", NOT_RUN));
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.reason())
        .isEqualTo("the patch was not tested, because none of its changed lines ran: 0 of 1 line");
    assertThat(verdict.advice()).contains("./nosplat reach");
  }

  @Test
  void aSeriesWithoutCodePassesForThatReason() {
    Verdict verdict = verdict(PAGE);
    assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
    assertThat(verdict.reason())
        .isEqualTo("no splat, and the series changes no code that this kernel could run");
  }

  @Test
  void aChangeOfDataIsJudgedByTheCodeThatWasCompiledWithIt() {
    assertThat(verdict(compiled("kernel/a.c")).outcome()).isEqualTo(Outcome.PASS);
    ChangedFile silent = new ChangedFile("kernel/a.c", Place.COMPILED, 1, 1, false, "", List.of());
    assertThat(verdict(silent).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void oneLineThatRanIsEnough() {
    assertThat(verdict(compiled("kernel/a.c", RAN, NOT_RUN)).outcome()).isEqualTo(Outcome.PASS);
  }
}
