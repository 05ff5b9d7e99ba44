// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.RunRecord;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ThisHostTest {
  private static final String FOUR = "trees: [a, b, c, d], tries: 2";

  @TempDir private Path directory;
  private CellResults results;
  private Campaign campaign;
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void begin() throws Exception {
    results = new CellResults(directory.resolve("cells"));
    campaign = new Described(directory).campaign(FOUR);
  }

  private List<String> run(int atOnce, Checker checker) throws InterruptedException {
    List<PlannedCell> waiting = campaign.waiting(results, new History(List.of()));
    return new ThisHost(checker, atOnce, Progress.silent()).run(campaign, waiting, results);
  }

  /** Answers as these recorded runs say, one after the other, and then passes. */
  private Checker recorded(String... names) {
    Queue<String> answers = new ArrayDeque<>(List.of(names));
    return (plan, progress) -> {
      synchronized (answers) {
        ran.add(plan.tree());
        String answer = answers.poll();
        return Recorded.run(answer == null ? "pass" : answer);
      }
    };
  }

  @Test
  void everyCellRunsOnceInItsOrder() throws Exception {
    assertThat(run(1, recorded("pass", "fail", "inconclusive", "boot-failed"))).isEmpty();
    assertThat(ran).containsExactly("a", "b", "c", "d");
    assertThat(results.listing().done()).hasSize(4);
    run(1, recorded());
    assertThat(ran).as("a verdict is never run again").hasSize(4);
  }

  @Test
  void whatFailedByUsIsTriedAgainAfterTheOthersAndThenGivenUp() throws Exception {
    run(1, recorded("infra-failed", "pass", "infra-failed", "pass", "pass", "infra-failed"));
    assertThat(ran).containsExactly("a", "b", "c", "d", "a", "c");
    assertThat(results.listing().done()).hasSize(3);
    assertThat(results.tries(campaign.cells().get(2).key())).hasSize(2);
    run(1, recorded());
    assertThat(ran).hasSize(6);
  }

  @Test
  void aKernelThatDoesNotBuildIsBuiltOnceAndEveryCellOfItHasThatVerdict() throws Exception {
    campaign =
        new Described(directory).campaign("trees: [a], scenarios: [exit_task_delete, lru_exits]");
    run(1, recorded("build-failed"));
    assertThat(ran).containsExactly("a");
    assertThat(results.all())
        .hasSize(2)
        .allMatch(each -> each.verdict().outcome() == Outcome.BUILD_FAILED)
        .anyMatch(
            each ->
                each.verdict()
                    .reason()
                    .endsWith(
                        " (seen in a / lockdep / exit_task_delete / default / #1, not built"
                            + " again)"));
    campaign =
        new Described(directory)
            .campaign("trees: [a], scenarios: [exit_task_delete, lru_exits, sweep]");
    run(1, recorded());
    assertThat(ran).as("another coordinator learns it from the results").hasSize(1);
    assertThat(results.all()).hasSize(3);
  }

  private Optional<String> once(int cell, Checker checker) throws InterruptedException {
    return new ThisHost(checker, 1, Progress.silent())
        .runOnce(campaign, campaign.cells().get(cell), results);
  }

  @Test
  void aWorkerRunsItsOneCellOnceHoweverItEnds() throws Exception {
    assertThat(once(1, recorded("infra-failed"))).isEmpty();
    assertThat(ran).as("tried again by whoever asked").containsExactly("b");
    once(1, recorded("fail"));
    once(1, recorded());
    assertThat(ran).as("a verdict is never run again").containsExactly("b", "b");
    assertThat(results.latest(campaign.cells().get(1).key()))
        .hasValueSatisfying(r -> assertThat(r.verdict().outcome()).isEqualTo(Outcome.FAIL));
    assertThat(results.listing().done()).hasSize(1);
  }

  @Test
  void aWorkerDoesNotRunWhatIsGivenUp() throws Exception {
    for (int n = 0; n < 4; n++) {
      once(0, recorded("infra-failed"));
    }
    assertThat(ran).containsExactly("a", "a");
    assertThat(results.latest(campaign.cells().get(0).key()))
        .hasValueSatisfying(r -> assertThat(r.verdict().outcome()).isEqualTo(Outcome.INFRA_FAILED));
  }

  @Test
  void twoWorkersWithOneCellGiveOneResultAndRunItOnce() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Checker slow =
        (plan, progress) -> {
          ran.add(plan.tree());
          begun.countDown();
          end.await();
          return Recorded.run("fail");
        };
    FutureTask<Optional<String>> first = new FutureTask<>(() -> once(2, slow));
    new Thread(first).start();
    begun.await();
    FutureTask<Optional<String>> second = new FutureTask<>(() -> once(2, recorded("pass")));
    new Thread(second).start();
    end.countDown();
    first.get();
    second.get();
    assertThat(ran).containsExactly("c");
    assertThat(results.all()).singleElement().matches(r -> r.verdict().outcome() == Outcome.FAIL);
  }

  @Test
  void aWorkerTellsWhyItsCellCannotBeRun() throws Exception {
    assertThat(
            once(
                3,
                (plan, progress) -> {
                  throw new BadInput("it does not fit", List.of(), "give it");
                }))
        .contains("d / lockdep / exit_task_delete / default / #1: it does not fit; give it");
    assertThat(results.all()).isEmpty();
  }

  @Test
  void manyAtOnceRunEachCellOnce() throws Exception {
    CountDownLatch together = new CountDownLatch(4);
    run(
        4,
        (plan, progress) -> {
          ran.add(plan.tree());
          together.countDown();
          together.await(); // ends only if all four are at work
          return Recorded.run("pass");
        });
    assertThat(ran).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void twoCoordinatorsShareTheWork() throws Exception {
    CountDownLatch together = new CountDownLatch(2);
    Checker checker =
        (plan, progress) -> {
          ran.add(plan.tree());
          together.countDown();
          together.await();
          return Recorded.run("pass");
        };
    FutureTask<List<String>> other = new FutureTask<>(() -> run(1, checker));
    Thread thread = new Thread(other);
    thread.start();
    run(1, checker);
    assertThat(other.get()).isEmpty();
    assertThat(ran).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void aCellThatAnotherProcessWorksOnIsWaitedForAndNotRunOnceItHasItsVerdict() throws Exception {
    PlannedCell taken = campaign.cells().get(0);
    FileLock elsewhere = results.claim(taken.key()).orElseThrow();
    run(
        1,
        (plan, progress) -> {
          ran.add(plan.tree());
          if (plan.tree().equals("d")) {
            results.keep(Described.result(taken, "fail"));
            elsewhere.close();
          }
          return Recorded.run("pass");
        });
    assertThat(ran).containsExactly("b", "c", "d");
    assertThat(results.verdict(taken.key()))
        .hasValueSatisfying(r -> assertThat(r.verdict().outcome()).isEqualTo(Outcome.FAIL));
  }

  @Test
  void aCellThatAKilledProcessHadIsRun() throws Exception {
    PlannedCell taken = campaign.cells().get(0);
    FileLock elsewhere = results.claim(taken.key()).orElseThrow();
    run(
        1,
        (plan, progress) -> {
          ran.add(plan.tree());
          if (plan.tree().equals("d")) {
            elsewhere.close(); // the operating system lets go of it, and nothing is kept
          }
          return Recorded.run("pass");
        });
    assertThat(ran).containsExactly("b", "c", "d", "a");
  }

  @Test
  void aCellThatCannotBeRunIsToldAndHasNoResult() throws Exception {
    List<String> refused =
        run(
            1,
            (plan, progress) -> {
              if (plan.tree().equals("b")) {
                throw new BadInput("it does not fit", List.of("it needs: more"), "give it");
              }
              return Recorded.run("pass");
            });
    assertThat(refused)
        .containsExactly(
            "b / lockdep / exit_task_delete / default / #1: it does not fit (it needs: more);"
                + " give it");
    assertThat(results.listing().done()).hasSize(3);
  }

  @Test
  void whoeverStopsItWaitsUntilWhatWasBegunIsPutAway() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    List<String> putAway = Collections.synchronizedList(new ArrayList<>());
    Checker checker =
        new Checker() {
          @Override
          public RunRecord check(dev.nosplat.engine.check.CheckPlan plan, Progress progress)
              throws InterruptedException {
            begun.countDown();
            try {
              new CountDownLatch(1).await();
            } finally {
              putAway.add(plan.tree());
            }
            return Recorded.run("pass");
          }
        };
    Thread self = Thread.currentThread();
    new Thread(
            () -> {
              try {
                begun.await();
              } catch (InterruptedException e) {
                return;
              }
              self.interrupt();
            })
        .start();
    assertThatThrownBy(() -> run(1, checker)).isInstanceOf(InterruptedException.class);
    assertThat(putAway).containsExactly("a");
    assertThat(results.listing().done()).isEmpty();
    assertThat(results.claim(campaign.cells().get(0).key())).hasValueSatisfying(FileLock::close);
  }
}
