// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.ControlRun;
import dev.nosplat.record.Finding.Standing;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.GateRecordJson;
import dev.nosplat.record.Golden;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Rate;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final CheckPlan BASE = CheckPlan.of("debian:7.2");
  private static final String CONTROL = "base!srcu-wait-type";

  private final RecordedChecker checker = new RecordedChecker();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
  private RunMemory memory = RunMemory.none();
  private PatchedSource source = (plan, path) -> List.of();

  @Nested
  class OneChange {
    @Test
    void aCleanSeriesOnACleanBasePasses() throws Exception {
      checker.answer("base", "base-pass").answer("a", "pass");
      GateRecord gate = gate("a");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.PASS);
      assertThat(gate.notes())
          .contains(
              "1 silent run: a bug that shows in 1 run of 4 would have been missed with"
                  + " probability 75 %; --repeat 11 brings that below 5 %.");
      assertThat(checker.asked()).containsExactly("base", "a");
    }

    @Test
    void aSplatThatOnlyThePatchedSideShowsIsNewAndFails() throws Exception {
      checker.answer("base", "base-pass").answer("a", "fail");
      GateRecord gate = gate("a");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.FAIL);
      assertThat(gate.verdict().reason()).startsWith("a new splat that the base does not show: ");
      assertThat(only(gate).findings())
          .singleElement()
          .satisfies(f -> assertThat(f.standing()).isEqualTo(Standing.NEW));
    }

    @Test
    void theBaseRunsAgainBeforeASplatIsCalledNew() throws Exception {
      checker.answer("base", "base-pass").answer("a", "fail");
      gate("a");
      assertThat(checker.asked()).containsExactly("base", "a", "base", "base");
    }

    @Test
    void aRareSplatThatTheBaseShowsAtItsSecondRunIsPreExisting() throws Exception {
      checker.answer("base", "base-pass", "base-fail").answer("a", "fail");
      GateRecord gate = gate("a");
      assertThat(checker.asked()).containsExactly("base", "a", "base");
      assertThat(only(gate).findings().get(0).standing()).isEqualTo(Standing.PRE_EXISTING);
      assertThat(only(gate).findings().get(0).base()).isEqualTo(new Rate(1, 2));
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void aLockdepReportOnAnotherCallChainIsTheSameBug() throws Exception {
      checker.answer("base", "base-fail").answer("a", "fail");
      checker.onEachRecord(
          run ->
              RunRecordJson.read(
                  RunRecordJson.write(run)
                      .replace(
                          "invalid-wait-context:9f3c1d7a52e8",
                          "invalid-wait-context:" + checker.asked().size())));
      GateRecord gate = gate("a");
      assertThat(only(gate).findings())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.standing()).isEqualTo(Standing.PRE_EXISTING);
                assertThat(finding.base()).isEqualTo(new Rate(1, 1));
                assertThat(finding.patched()).isEqualTo(new Rate(1, 1));
              });
    }

    @Test
    void aBaseWhoseLockdepIsAlreadyOffIsInconclusiveAndSaysHowToClearIt() throws Exception {
      checker.answer("base", "base-fail").answer("a", "fail");
      GateRecord gate = gate("a");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
      assertThat(gate.verdict().reason()).contains("the base's own splat turns lockdep off");
      assertThat(gate.verdict().advice()).contains("--base-patch").contains("--config");
      assertThat(gate.notes()).anyMatch(n -> n.startsWith("pre-existing, not the series' doing: "));
    }

    @Test
    void aPreExistingSplatThatLeavesAllEvidenceStandingDoesNotFailTheSeries() throws Exception {
      checker.answer("base", "base-warn").answer("a", "warn");
      GateRecord gate = gate("a");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.PASS);
      assertThat(gate.verdict().evidence()).singleElement().asString().startsWith("pre-existing");
    }

    @Test
    void aNewSplatBesideAPreExistingOneFails() throws Exception {
      checker.answer("base", "base-warn").answer("a", "fail-two");
      GateRecord gate = gate("a");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.FAIL);
      assertThat(only(gate).findings().stream().map(f -> f.standing()))
          .containsExactly(Standing.PRE_EXISTING, Standing.NEW);
    }

    @Test
    void aLockdepSplatIsNotNewWhereTheBaseHadTurnedLockdepOffBeforeItCouldShow() throws Exception {
      checker.answer("base", "base-fail").answer("a", "fail-other");
      GateRecord gate = gate("a");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
      assertThat(only(gate).findings().get(0).standing()).isEqualTo(Standing.UNDECIDED);
      assertThat(checker.asked()).containsExactly("base", "a");
    }

    @Test
    void aWarningIsNewAlthoughTheBaseHadTurnedLockdepOff() throws Exception {
      checker.answer("base", "base-fail").answer("a", "warn");
      assertThat(gate("a").verdict().outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aSplatThatTheSeriesRemovesIsReportedAsGone() throws Exception {
      checker.answer("base", "base-fail").answer("a", "pass");
      GateRecord gate = gate("a");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.PASS);
      assertThat(gate.notes()).anyMatch(n -> n.startsWith("gone with the series: "));
    }

    @Test
    void aSeriesThatDoesNotBuildOnABaseThatDoesIsBuildFailed() throws Exception {
      checker.answer("base", "base-pass").answer("a", "build-failed");
      assertThat(gate("a").verdict().outcome()).isEqualTo(Outcome.BUILD_FAILED);
    }

    @Test
    void aBaseThatDoesNotBuildProvesNothing() throws Exception {
      checker.answer("base", "build-failed").answer("a", "build-failed");
      GateRecord gate = gate("a");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
      assertThat(gate.verdict().reason()).startsWith("the base does not build either");
    }

    @Test
    void aSeriesThatDoesNotBootOnABaseThatDoesIsBootFailed() throws Exception {
      checker.answer("base", "base-pass").answer("a", "boot-failed");
      assertThat(gate("a").verdict().outcome()).isEqualTo(Outcome.BOOT_FAILED);
    }

    @Test
    void aBaseThatDoesNotBootProvesNothing() throws Exception {
      checker.answer("base", "boot-failed").answer("a", "boot-failed");
      assertThat(gate("a").verdict().reason()).startsWith("the base does not boot either");
    }

    @Test
    void aHostThatFailsUnderTheBaseLeavesABrokenBuildUndecided() throws Exception {
      checker.answer("base", "infra-failed").answer("a", "build-failed");
      assertThat(gate("a").verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void aHangFailsWhereTheBaseSurvivesTheSame() throws Exception {
      checker.answer("base", "base-pass").answer("a", "hung");
      GateRecord gate = gate("a");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.FAIL);
      assertThat(gate.verdict().reason()).endsWith("the base survived the same");
    }

    @Test
    void aHangThatTheBaseHasTooIsInconclusive() throws Exception {
      checker.answer("base", "hung").answer("a", "hung");
      GateRecord gate = gate("a");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
      assertThat(gate.verdict().reason()).startsWith("the base hangs too");
    }

    @Test
    void aHangOverABaseThatWasNotJudgedIsInconclusive() throws Exception {
      checker.answer("base", "infra-failed").answer("a", "hung");
      assertThat(gate("a").verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void anEjectionOfThePatchedSideAloneFails() throws Exception {
      checker.answer("base", "base-pass").answer("a", "ejected");
      assertThat(gate("a").verdict().outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void anEjectionThatTheBaseHasTooIsInconclusive() throws Exception {
      checker.answer("base", "ejected").answer("a", "ejected");
      GateRecord gate = gate("a");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
      assertThat(gate.verdict().reason()).startsWith("the base fails in the same way");
    }

    @Test
    void anInconclusiveRunOfTheSeriesIsNeverAPass() throws Exception {
      checker.answer("base", "base-pass").answer("a", "inconclusive");
      assertThat(gate("a").verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void aHostThatFailsUnderTheSeriesIsInfraFailed() throws Exception {
      checker.answer("base", "base-pass").answer("a", "infra-failed");
      assertThat(gate("a").verdict().outcome()).isEqualTo(Outcome.INFRA_FAILED);
    }

    @Test
    void aSplatThatUserSpaceWroteIsNobodysFinding() throws Exception {
      checker.answer("base", "base-pass").answer("a", "forged");
      assertThat(only(gate("a")).findings()).isEmpty();
    }

    @Test
    void anAcceptedSplatIsNeitherNewNorOld() throws Exception {
      checker.answer("base", "base-pass").answer("a", "warn");
      Gate gate =
          new Gate(checker, memory, s -> s.family().id().equals("warning"), source, now::get);
      GateRecord record = gate.run(plan(1, Repetition.ONCE, "a"), Path.of("g1"), Progress.silent());
      assertThat(only(record).findings().get(0).standing()).isEqualTo(Standing.KNOWN);
      assertThat(record.verdict().outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void aPatchThatDoesNotApplyIsBadInputAndNoVerdict() {
      checker.answer("base", "base-pass").answer("a", "refuse");
      assertThatThrownBy(() -> gate("a")).isInstanceOf(BadInput.class);
    }
  }

  @Nested
  class EachCommit {
    @Test
    void aSeriesWhoseSecondPatchPlantsAndThirdRepairsIsCaughtAtTheSecond() throws Exception {
      checker
          .answer("base", "base-pass")
          .answer("a", "pass")
          .answer("a+b", "fail")
          .answer("a+b+c", "pass");
      GateRecord gate = gate("a", "a+b", "a+b+c");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.FAIL);
      assertThat(gate.verdict().reason()).startsWith("patch 2 of 3 (change a+b): a new splat");
      assertThat(gate.firstBroken().map(Step::number)).contains(2);
      assertThat(gate.notes()).anyMatch(n -> n.contains("a later patch repairs patch 2"));
    }

    @Test
    void theFirstCommitThatBreaksTheBuildIsNamed() throws Exception {
      checker.answer("base", "base-pass").answer("a", "build-failed").answer("a+b", "pass");
      GateRecord gate = gate("a", "a+b");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.BUILD_FAILED);
      assertThat(gate.verdict().reason()).startsWith("patch 1 of 2 (change a): ");
    }

    @Test
    void aFaultOfTheSeriesOutweighsAnEarlierRunThatProvedNothing() throws Exception {
      checker.answer("base", "base-pass").answer("a", "inconclusive").answer("a+b", "fail");
      assertThat(gate("a", "a+b").verdict().outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aSeriesOfPassingCommitsPasses() throws Exception {
      checker.answer("base", "base-pass").answer("a", "pass").answer("a+b", "pass");
      GateRecord gate = gate("a", "a+b");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.PASS);
      assertThat(gate.verdict().reason()).startsWith("each of 2 patches builds, boots and passes");
    }
  }

  @Nested
  class Repeated {
    @Test
    void aFlakySplatGetsARateAndAnInterval() throws Exception {
      checker.answer("base", "base-pass").answer("a", "pass", "fail", "pass", "pass");
      GateRecord gate = repeat(Repetition.times(10), "a");
      assertThat(only(gate).findings().get(0).patched()).isEqualTo(new Rate(1, 10));
      assertThat(gate.verdict().evidence().get(0)).contains("95 % interval 2 to 40 %");
      assertThat(gate.verdict().advice())
          .contains("silent with probability 58 %", "--base-runs 17 would tell");
    }

    @Test
    void manySilentRunsSayWhatTheyExclude() throws Exception {
      checker.answer("base", "base-pass").answer("a", "pass");
      assertThat(repeat(Repetition.times(12), "a").notes())
          .contains(
              "12 silent runs: a bug that shows in 1 run of 4 would have been missed with"
                  + " probability 3 %.");
    }

    @Test
    void untilFailureStopsAtTheFirst() throws Exception {
      checker.answer("base", "base-pass").answer("a", "pass", "pass", "fail");
      repeat(new Repetition(100, Optional.empty(), true), "a");
      assertThat(checker.asked().stream().filter("a"::equals)).hasSize(3);
    }

    @Test
    void noRunBeginsAfterTheTimeIsUp() throws Exception {
      checker
          .answer("base", "base-pass")
          .answer("a", "pass")
          .onEachRun(() -> now.updateAndGet(t -> t.plusSeconds(40)));
      repeat(new Repetition(100, Optional.of(Duration.ofSeconds(100)), false), "a");
      assertThat(checker.asked().stream().filter("a"::equals)).hasSize(3);
    }

    @Test
    void aBuildThatFailedIsNotRepeated() throws Exception {
      checker.answer("base", "base-pass").answer("a", "build-failed");
      repeat(Repetition.times(5), "a");
      assertThat(checker.asked()).containsExactly("base", "a");
    }

    @Test
    void oneInconclusiveRunAmongPassesIsNoPass() throws Exception {
      checker.answer("base", "base-pass").answer("a", "pass", "inconclusive", "pass");
      GateRecord gate = repeat(Repetition.times(3), "a");
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
      assertThat(gate.verdict().reason()).startsWith("1 of 3 runs: ");
    }
  }

  @Nested
  class Controls {
    @Test
    void aPassIsBelievedWhereThePlantedBugWasSeenFirst() throws Exception {
      checker.answer(CONTROL, "base-fail").answer("base", "base-pass").answer("a", "pass");
      GateRecord gate = controlled(Optional.empty());
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.PASS);
      assertThat(checker.asked()).containsExactly(CONTROL, "base", "a");
      assertThat(gate.control().map(ControlRun::state)).contains(ControlRun.State.SEEN);
    }

    @Test
    void aPassIsNotBelievedWhereThePlantedBugWasNotSeen() throws Exception {
      checker.answer(CONTROL, "base-pass").answer("base", "base-pass").answer("a", "pass");
      GateRecord gate = controlled(Optional.of("no time"));
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
      assertThat(gate.verdict().reason()).contains("the scenario is blind");
    }

    @Test
    void anotherSplatThanThePlantedOneIsNotTheControl() throws Exception {
      checker.answer(CONTROL, "base-warn").answer("base", "base-pass").answer("a", "pass");
      assertThat(controlled(Optional.empty()).verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void aControlThatDoesNotApplyIsUnavailable() throws Exception {
      checker.answer(CONTROL, "refuse").answer("base", "base-pass").answer("a", "pass");
      GateRecord gate = controlled(Optional.empty());
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
      assertThat(gate.verdict().reason()).startsWith("control unavailable");
      assertThat(gate.verdict().advice()).contains("--waive-control");
    }

    @Test
    void anUnavailableControlCanBeWaivedWithAReasonThatIsShown() throws Exception {
      checker.answer(CONTROL, "build-failed").answer("base", "base-pass").answer("a", "pass");
      GateRecord gate = controlled(Optional.of("6.12 has another SRCU"));
      assertThat(gate.verdict().outcome()).isEqualTo(Outcome.PASS);
      assertThat(gate.notes()).anyMatch(n -> n.endsWith("Waived: 6.12 has another SRCU"));
    }

    @Test
    void aFailureIsBelievedWhateverTheControlSays() throws Exception {
      checker.answer(CONTROL, "refuse").answer("base", "base-pass").answer("a", "fail");
      assertThat(controlled(Optional.empty()).verdict().outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void theSecondGateOnTheSameBaseRunsOnlyTheSeries() throws Exception {
      memory = new Remembered();
      checker.answer(CONTROL, "base-fail").answer("base", "base-pass").answer("a", "pass");
      controlled(Optional.empty());
      checker.asked().clear();
      GateRecord second = controlled(Optional.empty());
      assertThat(checker.asked()).containsExactly("a");
      assertThat(second.control().map(ControlRun::remembered)).contains(true);
      assertThat(second.verdict().outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void aControlThatWasNotSeenIsTriedAgainNextTime() throws Exception {
      memory = new Remembered();
      checker
          .answer(CONTROL, "base-pass", "base-fail")
          .answer("base", "base-pass")
          .answer("a", "pass");
      controlled(Optional.empty());
      assertThat(controlled(Optional.empty()).verdict().outcome()).isEqualTo(Outcome.PASS);
    }
  }

  /** The gates that the tests of the reports read are written here, by a gate. */
  @Nested
  class RecordedGates {
    @Test
    void oneThatPasses() throws Exception {
      checker.answer(CONTROL, "base-fail").answer("base", "base-pass").answer("a", "pass");
      isRecordedAs("gate-pass", controlled(Optional.empty()));
    }

    @Test
    void oneWithANewSplatBesideAnOldOne() throws Exception {
      checker.answer(CONTROL, "base-fail").answer("base", "base-warn").answer("a", "fail-two");
      isRecordedAs("gate-new", controlled(Optional.empty()));
    }

    @Test
    void oneOfASeriesThatRepairsItself() throws Exception {
      checker
          .answer("base", "base-pass")
          .answer("a", "pass")
          .answer("a+b", "fail")
          .answer("a+b+c", "pass");
      isRecordedAs("gate-each-commit", gate("a", "a+b", "a+b+c"));
    }

    @Test
    void oneWithARareSplat() throws Exception {
      checker.answer("base", "base-pass").answer("a", "pass", "fail", "pass", "pass");
      isRecordedAs("gate-flaky", repeat(Repetition.times(4), "a"));
    }

    @Test
    void oneOnABaseThatIsNoUse() throws Exception {
      checker.answer(CONTROL, "refuse").answer("base", "base-fail").answer("a", "fail");
      isRecordedAs("gate-base-off", controlled(Optional.of("this tree has another SRCU")));
    }

    private void isRecordedAs(String name, GateRecord gate) throws IOException {
      Golden.matches(
          "../../../../record/src/test/resources/dev/nosplat/record/recorded/" + name + ".json",
          GateRecordJson.write(gate));
    }
  }

  private GateRecord gate(String... changes) throws InterruptedException {
    return repeat(Repetition.ONCE, changes);
  }

  private GateRecord repeat(Repetition repetition, String... changes) throws InterruptedException {
    return new Gate(checker, memory, s -> false, source, now::get)
        .run(plan(3, repetition, changes), Path.of("/runs/gate-1"), Progress.silent());
  }

  private GateRecord controlled(Optional<String> waiver) throws InterruptedException {
    return new Gate(checker, memory, s -> false, source, now::get)
        .run(
            withControl(plan(3, Repetition.ONCE, "a"), waiver),
            Path.of("/runs/gate-1"),
            Progress.silent());
  }

  private static GatePlan withControl(GatePlan plan, Optional<String> waiver) {
    return new GatePlan(
        plan.base(),
        plan.changes(),
        plan.repetition(),
        plan.baseRuns(),
        Optional.of(Control.byDefault()),
        waiver);
  }

  private static GatePlan plan(int baseRuns, Repetition repetition, String... changes) {
    List<GatePlan.Change> all = new ArrayList<>();
    for (String change : changes) {
      List<Path> patches = List.of(change.split("\\+")).stream().map(Path::of).toList();
      all.add(new GatePlan.Change(all.size() + 1, "change " + change, BASE.withPatches(patches)));
    }
    return new GatePlan(BASE, all, repetition, baseRuns, Optional.empty(), Optional.empty());
  }

  private static Step only(GateRecord gate) {
    assertThat(gate.steps()).hasSize(1);
    return gate.steps().get(0);
  }

  private static final class Remembered implements RunMemory {
    private final Map<CheckPlan, List<RunRecord>> runs = new HashMap<>();

    @Override
    public List<RunRecord> recall(CheckPlan plan) {
      return List.copyOf(runs.getOrDefault(plan, List.of()));
    }

    @Override
    public void remember(CheckPlan plan, RunRecord run) {
      runs.computeIfAbsent(plan, p -> new ArrayList<>()).add(run);
    }
  }
}
