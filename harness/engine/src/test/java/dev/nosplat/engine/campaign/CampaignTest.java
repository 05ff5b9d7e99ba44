// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.CampaignRecord;
import dev.nosplat.record.CampaignRecord.State;
import dev.nosplat.record.CellResult;
import dev.nosplat.record.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignTest {
  private static final History NOTHING = new History(List.of());
  private static final String WIDE =
      "trees: [a, b], profiles: [lockdep, leaks], scenarios: [exit_task_delete, lru_exits]";

  @TempDir private Path directory;
  private Described described;
  private CellResults results;

  @BeforeEach
  void begin() {
    described = new Described(directory);
    results = new CellResults(directory.resolve("cells"));
  }

  @Test
  void everyCombinationButTheExcludedIsACellAndEachHasItsKey() throws Exception {
    Campaign campaign =
        described.campaign(
            WIDE + ", repeats: 2, exclude: [{tree: b, profile: leaks}, {scenario: lru_exits}]");
    assertThat(Described.labels(campaign.cells()))
        .containsExactly(
            "a / lockdep / exit_task_delete / default / #1",
            "a / lockdep / exit_task_delete / default / #2",
            "a / leaks / exit_task_delete / default / #1",
            "a / leaks / exit_task_delete / default / #2",
            "b / lockdep / exit_task_delete / default / #1",
            "b / lockdep / exit_task_delete / default / #2");
    assertThat(campaign.cells()).extracting(PlannedCell::key).doesNotHaveDuplicates();
    assertThat(campaign.cells()).allMatch(each -> each.plan().shape().freshBoot());
  }

  @Test
  void anotherTimeTheKeysAreTheSame() throws Exception {
    List<PlannedCell> cells = described.campaign(WIDE).cells();
    assertThat(new Described(directory).campaign(WIDE).cells()).isEqualTo(cells);
  }

  @Test
  void aTreeIsAskedForItsKernelOnceForEachProfile() throws Exception {
    described.campaign(WIDE + ", repeats: 50");
    assertThat(described.kernelsAsked()).isEqualTo(4);
  }

  /** A night of a subsystem's CI; bench campaign says how long planning it takes. */
  @Test
  void tenThousandCellsArePlannedWithAKeyEach() throws Exception {
    Campaign campaign = described.campaign(CampaignBench.TEN_THOUSAND);
    assertThat(campaign.cells()).hasSize(10_000);
    assertThat(campaign.cells()).extracting(PlannedCell::key).doesNotHaveDuplicates();
    assertThat(campaign.waiting(results, NOTHING)).hasSize(10_000);
  }

  @Test
  void whatHasAVerdictIsDroppedWhateverItIsAndWhatFailedByUsIsNot() throws Exception {
    Campaign campaign = described.campaign(WIDE);
    results.keep(Described.result(campaign.cells().get(0), "fail"));
    results.keep(Described.result(campaign.cells().get(1), "inconclusive"));
    results.keep(Described.result(campaign.cells().get(2), "build-failed"));
    results.keep(Described.result(campaign.cells().get(3), "infra-failed"));
    assertThat(campaign.waiting(results, NOTHING))
        .containsExactlyInAnyOrderElementsOf(campaign.cells().subList(3, 8));
  }

  @Test
  void aCellThatFailedByUsAsOftenAsItMayIsGivenUpUntilItIsForgotten() throws Exception {
    Campaign campaign = described.campaign("trees: [a], tries: 2");
    PlannedCell cell = campaign.cells().get(0);
    results.keep(Described.result(cell, "infra-failed"));
    assertThat(campaign.waiting(results, NOTHING)).containsExactly(cell);
    results.keep(Described.result(cell, "infra-failed"));
    assertThat(campaign.waiting(results, NOTHING)).isEmpty();
    CampaignRecord record = campaign.record(results, Instant.EPOCH);
    assertThat(record.cells().get(0).state()).isEqualTo(State.GIVEN_UP);
    assertThat(record.outcome()).isEqualTo(Outcome.INFRA_FAILED);
    results.forgetTries(cell.key());
    assertThat(campaign.waiting(results, NOTHING)).containsExactly(cell);
  }

  @Test
  void theCellsOfAKernelFollowEachOtherAndThoseOfBuiltKernelsComeFirst() throws Exception {
    Campaign campaign = described.built("b").campaign(WIDE);
    assertThat(campaign.waiting(results, NOTHING))
        .extracting(each -> each.cell().tree() + " " + each.cell().profile())
        .containsExactly(
            "b lockdep",
            "b lockdep",
            "b leaks",
            "b leaks",
            "a lockdep",
            "a lockdep",
            "a leaks",
            "a leaks");
  }

  @Test
  void everyCombinationRunsOnceBeforeOneRunsTwice() throws Exception {
    Campaign campaign =
        described.campaign("trees: [a], scenarios: [exit_task_delete, lru_exits], repeats: 2");
    assertThat(campaign.waiting(results, NOTHING))
        .extracting(each -> each.cell().scenario() + each.cell().repeat())
        .containsExactly("exit_task_delete1", "lru_exits1", "exit_task_delete2", "lru_exits2");
  }

  @Test
  void whatFailedMostOftenIsBegunFirstAndThenWhatTakesLeast() throws Exception {
    Campaign campaign =
        described.campaign(
            "trees: [a], scenarios: [exit_task_delete, lru_exits, sched_ext-selftests]");
    List<PlannedCell> cells = campaign.cells();
    History history =
        new History(
            List.of(
                taking(Described.result(cells.get(0), "pass"), 90_000),
                taking(Described.result(cells.get(1), "pass"), 30_000),
                taking(Described.result(cells.get(2), "fail"), 300_000)));
    assertThat(campaign.waiting(results, history))
        .extracting(each -> each.cell().scenario())
        .containsExactly("sched_ext-selftests", "lru_exits", "exit_task_delete");
  }

  private static CellResult taking(CellResult result, long millis) {
    return new CellResult(
        result.format(),
        result.key(),
        result.cell(),
        result.verdict(),
        result.splats(),
        result.started(),
        millis,
        0,
        result.run(),
        result.directory());
  }

  @Test
  void twoNamesOfOneTreeAreRunOnceAndBothHaveTheVerdict() throws Exception {
    Campaign campaign = described.campaign("trees: [a, same]");
    assertThat(campaign.waiting(results, NOTHING)).hasSize(1);
    results.keep(Described.result(campaign.cells().get(0), "pass"));
    CampaignRecord record = campaign.record(results, Instant.EPOCH);
    assertThat(record.count(State.DONE)).isEqualTo(2);
    assertThat(record.outcome()).isEqualTo(Outcome.PASS);
  }

  @Test
  void aCampaignThatHasNotEndedDoesNotPass() throws Exception {
    Campaign campaign = described.campaign("trees: [a, b]");
    assertThat(campaign.record(results, Instant.EPOCH).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    results.keep(Described.result(campaign.cells().get(0), "pass"));
    assertThat(campaign.record(results, Instant.EPOCH).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    results.keep(Described.result(campaign.cells().get(1), "pass"));
    assertThat(campaign.record(results, Instant.EPOCH).outcome()).isEqualTo(Outcome.PASS);
  }

  @Test
  void anEstimateSaysWhatItIsMadeOfAndWhatNobodyKnows() throws Exception {
    Campaign campaign = described.built("a").campaign("trees: [a, b], repeats: 10");
    List<PlannedCell> waiting = campaign.waiting(results, NOTHING);
    assertThat(Estimate.of(campaign, waiting, NOTHING).sentences())
        .containsExactly(
            "20 cells, 20 to be run; 1 kernel to be built",
            "No like of it has run here, so nobody knows how long it takes");
    History history =
        new History(
            List.of(
                new CellResult(
                    CellResult.FORMAT,
                    "k",
                    campaign.cells().get(0).cell(),
                    Described.result(campaign.cells().get(0), "pass").verdict(),
                    List.of(),
                    Instant.EPOCH,
                    Duration.ofSeconds(630).toMillis(),
                    Duration.ofSeconds(600).toMillis(),
                    "r",
                    "d")));
    assertThat(Estimate.of(campaign, waiting, history).work()).isEqualTo(Duration.ofMinutes(20));
    assertThat(Estimate.of(campaign, List.of(), history).sentences())
        .containsExactly("20 cells, and nothing is to be run");
  }
}
