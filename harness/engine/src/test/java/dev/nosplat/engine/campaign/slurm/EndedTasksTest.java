// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.campaign.Campaign;
import dev.nosplat.engine.campaign.CampaignCells;
import dev.nosplat.engine.campaign.CellResults;
import dev.nosplat.engine.campaign.PlannedCell;
import dev.nosplat.record.CellResult;
import dev.nosplat.record.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndedTasksTest {
  private static final String NAME = "nosplat:id:0";
  private static final int EXIT = 1 << 8;

  @TempDir private Path temporary;
  private SlurmDirectory directory;
  private CellResults results;
  private PlannedCell cell;
  private Instant now = Instant.parse("2026-11-28T10:00:00Z");
  private EndedTasks ended;

  @BeforeEach
  void write() throws Exception {
    Campaign campaign = CampaignCells.described(temporary, Set.of(), "trees: [a, b]");
    cell = campaign.cells().get(1);
    directory = new SlurmDirectory(temporary.resolve("jobs"));
    directory.write(NAME, campaign.plan(campaign.cells()).json());
    results = new CellResults(temporary.resolve("cells"));
    InstantSource time = () -> now;
    Clock clock =
        new Clock() {
          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return time.instant();
          }
        };
    ended = new EndedTasks(directory, results, clock);
  }

  private static SlurmTask task(String state, int status) {
    return new SlurmTask(12, 1, state, status, 0, "R", NAME, "n2");
  }

  @Test
  void whatHasAVerdictIsSettledHoweverItsTaskEnded() {
    results.keep(CampaignCells.result(cell, "fail"));
    assertThat(ended.settle(task("NODE_FAIL", 9))).isTrue();
    assertThat(results.tries(cell.key())).isEmpty();
  }

  @Test
  void whatSlurmKilledIsAFailedAttemptThatSaysWhyAndIsCountedOnce() throws Exception {
    Files.writeString(temporary.resolve("jobs/12_1.log"), "booting 7.3.4\n\nhere it stood\n");
    SlurmTask killed = task("TIMEOUT", 15);
    assertThat(ended.settle(killed)).isTrue();
    assertThat(ended.settle(killed)).isTrue();
    assertThat(results.tries(cell.key())).hasSize(1);
    CellResult lost = results.latest(cell.key()).orElseThrow();
    assertThat(lost.verdict().outcome()).isEqualTo(Outcome.INFRA_FAILED);
    assertThat(lost.verdict().evidence())
        .containsExactly(
            "Slurm job 12_1: TIMEOUT (R), signal 15 on n2", "booting 7.3.4", "here it stood");
    assertThat(ended.nodes(cell.key())).containsExactly("n2");
  }

  @Test
  void anAttemptThatTheWorkerHasReportedIsNotCountedAgain() {
    ended.expect(cell.key(), 0);
    results.keep(CampaignCells.result(cell, "infra-failed"));
    assertThat(ended.settle(task("FAILED", 6 * EXIT))).isTrue();
    assertThat(results.tries(cell.key())).hasSize(1);
    assertThat(ended.nodes(cell.key())).containsExactly("n2");
  }

  @Test
  void aResultThatIsNotSeenYetIsWaitedForAndThenMissed() {
    SlurmTask passed = task("COMPLETED", 0);
    assertThat(ended.settle(passed)).isFalse();
    now = now.plusSeconds(119);
    assertThat(ended.settle(passed)).isFalse();
    now = now.plusSeconds(2);
    assertThat(ended.settle(passed)).isTrue();
    assertThat(results.latest(cell.key()))
        .hasValueSatisfying(
            lost -> assertThat(lost.verdict().advice()).contains("NOSPLAT_DIR", "share"));
  }

  @Test
  void aResultThatComesLateCounts() {
    SlurmTask passed = task("COMPLETED", 0);
    assertThat(ended.settle(passed)).isFalse();
    results.keep(CampaignCells.result(cell, "pass"));
    assertThat(ended.settle(passed)).isTrue();
    assertThat(results.tries(cell.key())).isEmpty();
  }

  @Test
  void aCellThatCannotBeRunIsToldAndNotTriedAgain() throws Exception {
    Files.writeString(temporary.resolve("jobs/12_1.log"), "error: The cell changed.\n");
    assertThat(ended.settle(task("FAILED", 2 * EXIT))).isTrue();
    assertThat(ended.refused().get(cell.key()))
        .isEqualTo("b / lockdep / exit_task_delete / default / #1: error: The cell changed.");
    assertThat(results.latest(cell.key())).isEmpty();
  }

  @Test
  void whatEndedBeforeAnybodyWatchedIsBegunAgainAndNotCounted() {
    ended.ignore(task("TIMEOUT", 15));
    assertThat(ended.settle(task("TIMEOUT", 15))).isTrue();
    assertThat(results.latest(cell.key())).isEmpty();
  }

  @Test
  void aTaskOfAnotherPlanIsNothingToUs() {
    SlurmTask other = new SlurmTask(12, 1, "FAILED", 9, 0, "R", "nosplat:id:1", "n2");
    assertThat(ended.settle(other)).isTrue();
    assertThat(results.listing().tries()).isEmpty();
  }

  @Test
  void plansAndLogsOfForgottenJobsAreRemoved() throws Exception {
    Files.writeString(temporary.resolve("jobs/12_1.log"), "x");
    Files.writeString(temporary.resolve("jobs/11_0.log"), "x");
    directory.write("nosplat:id:1", "{}");
    directory.forgetAllBut(java.util.List.of(task("RUNNING", 0)));
    assertThat(temporary.resolve("jobs"))
        .isDirectoryContaining("glob:**/12_1.log")
        .isDirectoryNotContaining("glob:**/11_0.log");
    assertThat(directory.names()).containsExactly(NAME);
  }
}
