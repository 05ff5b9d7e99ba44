// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.RunRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class QuickRunTest {
  private static final CheckPlan PLAN =
      CheckPlan.of("linux").withPatches(List.of(Path.of("a.patch")));
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void aRunThatEndsInTimeGivesItsRecord() throws Exception {
    RunRecord passed = Recorded.run("pass");

    assertThat(new QuickRun((plan, progress) -> passed, (plan, progress) -> true, LONG).of(PLAN))
        .isEqualTo(new QuickRun.Ended(passed));
  }

  @Test
  void nothingIsRunWhereTheKernelWithoutThePatchIsNotBuilt() throws Exception {
    Checker never =
        (plan, progress) -> {
          throw new AssertionError("it ran");
        };

    assertThat(new QuickRun(never, (plan, progress) -> !plan.patches().isEmpty(), LONG).of(PLAN))
        .isEqualTo(new QuickRun.Missing(QuickRun.Reason.NO_BASE));
  }

  @Test
  void aRunThatIsLateIsStoppedAndHasEndedWhenThatIsSaid() throws Exception {
    AtomicBoolean removed = new AtomicBoolean();
    Checker endless =
        (plan, progress) -> {
          try {
            new CountDownLatch(1).await();
          } finally {
            removed.set(true);
          }
          throw new AssertionError("it was not interrupted");
        };

    assertThat(new QuickRun(endless, (plan, progress) -> true, Duration.ofMillis(1)).of(PLAN))
        .isEqualTo(new QuickRun.Missing(QuickRun.Reason.LATE));
    assertThat(removed).isTrue();
  }

  @Test
  void whatIsWrongWithThePlanIsSaidAsEverywhere() {
    BadInput wrong = new BadInput("There is no such tree.", List.of(), "Name another.");
    Checker refusing =
        (plan, progress) -> {
          throw wrong;
        };

    assertThatThrownBy(() -> new QuickRun(refusing, (plan, progress) -> true, LONG).of(PLAN))
        .isSameAs(wrong);
  }

  @Test
  void anInterruptStopsTheRunToo() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    AtomicBoolean removed = new AtomicBoolean();
    Checker endless =
        (CheckPlan plan, Progress progress) -> {
          began.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            removed.set(true);
          }
          throw new AssertionError("it was not interrupted");
        };
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread waiting =
        new Thread(
            () -> {
              try {
                new QuickRun(endless, (plan, progress) -> true, LONG).of(PLAN);
              } catch (InterruptedException e) {
                interrupted.set(true);
              }
            });
    waiting.start();
    began.await();
    waiting.interrupt();
    waiting.join();

    assertThat(interrupted).isTrue();
    assertThat(removed).isTrue();
  }
}
