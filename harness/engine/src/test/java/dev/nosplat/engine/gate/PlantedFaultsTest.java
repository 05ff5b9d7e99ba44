// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.GateRecordJson;
import dev.nosplat.record.Reach;
import dev.nosplat.record.Reach.ChangedFile;
import dev.nosplat.record.Reach.Line;
import dev.nosplat.record.Reach.Place;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Sensitivity;
import dev.nosplat.record.Sensitivity.Planted;
import dev.nosplat.record.Sensitivity.State;
import dev.nosplat.record.Subject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlantedFaultsTest {
  private static final CheckPlan BASE = CheckPlan.of("debian:7.2");
  private static final String FILE = "kernel/lot.c";
  private static final List<String> TEXT =
      List.of(
          "static void leave(struct lot *lot)",
          "{",
          "\tspin_lock(&lot->lock);",
          "\tlot->cars--;",
          "\tspin_unlock(&lot->lock);",
          "\tlot_put(lot);",
          "}");

  @TempDir private Path directory;
  private final RecordedChecker checker = new RecordedChecker();

  /** A run of so many patches, of which the lines of these ran. */
  private static RunRecord reaching(RunRecord run, int patches, int... ran) {
    List<Line> lines =
        IntStream.of(ran)
            .mapToObj(patch -> new Line(3 + patch, patch, Reach.State.RAN, ""))
            .toList();
    Reach reach = new Reach(List.of(new ChangedFile(FILE, Place.COMPILED, 1, 1, true, "", lines)));
    Subject subject = run.subject();
    return new RunRecord(
        run.format(),
        run.id(),
        run.started(),
        run.durationMillis(),
        run.scenario(),
        new Subject(
            subject.tree(),
            subject.treeIdentity(),
            subject.release(),
            Collections.nCopies(patches, "a patch"),
            subject.seriesDigest(),
            subject.fragments(),
            subject.compiler(),
            subject.kernelKey()),
        run.machine(),
        run.timeline(),
        run.evidence(),
        run.splats(),
        run.canary(),
        run.counts(),
        Optional.of(reach),
        run.sweep(),
        run.verdict(),
        run.artifacts(),
        run.directory());
  }

  private Sensitivity gate(int wanted) throws Exception {
    GateRecord record = run(wanted);
    assertThat(GateRecordJson.read(GateRecordJson.write(record)).sensitivity())
        .isEqualTo(record.sensitivity());
    return record.sensitivity().orElseThrow();
  }

  private GateRecord run(int wanted) throws Exception {
    GatePlan plan =
        new GatePlan(
            BASE,
            List.of(new GatePlan.Change(1, "a", BASE.withPatches(List.of(Path.of("a"))))),
            Repetition.ONCE,
            1,
            Optional.empty(),
            Optional.empty(),
            wanted);
    return new Gate(checker, RunMemory.none(), s -> false, (p, path) -> TEXT, () -> Instant.EPOCH)
        .run(plan, directory, Progress.silent());
  }

  private void answer(String... mutants) {
    checker.answer("base", "base-pass").answer("a", "pass");
    for (int i = 0; i < mutants.length; i++) {
      checker.answer("a+0" + (i + 1) + ".patch", mutants[i]);
    }
  }

  @Test
  void whatTheGateWouldHaveLetPassIsMissedAndEverythingElseIsCaught() throws Exception {
    answer("fail", "pass");
    checker.onEachRecord(
        run -> checker.asked().size() <= 2 ? reaching(run, 1, 1) : reaching(run, 2, 1, 2));
    Sensitivity sensitivity = gate(2);
    assertThat(sensitivity.sentence())
        .isEqualTo("1 of 2 faults planted beside the changed lines were caught");
    assertThat(sensitivity.planted())
        .extracting(Planted::state)
        .containsExactly(State.CAUGHT, State.MISSED);
    assertThat(sensitivity.notes())
        .containsExactly(
            "1 of 2 faults planted beside the changed lines were caught.",
            "missed: kernel/lot.c:5 drops an unlock: spin_unlock(&lot->lock);");
  }

  @Test
  void aFaultThatDoesNotCompileOrDoesNotRunIsReplacedByAnother() throws Exception {
    answer("build-failed", "pass", "fail");
    checker.onEachRecord(
        run -> checker.asked().size() <= 2 ? reaching(run, 1, 1) : reaching(run, 2, 1));
    Sensitivity sensitivity = gate(1);
    assertThat(sensitivity.planted())
        .extracting(Planted::state)
        .containsExactly(State.NOT_COMPILED, State.NOT_RUN, State.CAUGHT);
    assertThat(sensitivity.sentence())
        .isEqualTo("1 of 1 fault planted beside the changed lines was caught");
  }

  @Test
  void nothingIsPlantedInASeriesThatFails() throws Exception {
    checker.answer("base", "base-pass").answer("a", "fail");
    assertThat(run(3).sensitivity()).isEmpty();
  }

  @Test
  void aSeriesOfWhichNothingRanSaysThatNothingCouldBePlanted() throws Exception {
    checker.answer("base", "base-pass").answer("a", "pass");
    checker.onEachRecord(run -> reaching(run, 1));
    assertThat(gate(3).sentence()).isEqualTo("no fault could be planted beside the changed lines");
  }
}
