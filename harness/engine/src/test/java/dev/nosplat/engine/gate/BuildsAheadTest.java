// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BuildsAheadTest {
  private static final CheckPlan BASE = CheckPlan.of("debian:7.2").onFreshBoot();
  private static final List<GatePlan.Change> CHANGES =
      List.of(change(1, "a"), change(2, "b"), change(3, "c"));

  private final Slow checker = new Slow();

  @Test
  void theNextKernelIsBuiltWhileThisOneRuns() throws Exception {
    try (BuildsAhead ahead = new BuildsAhead(checker, CHANGES)) {
      checker.nextIsBuiltDuringCheck = true;
      for (CheckPlan plan : List.of(BASE, CHANGES.get(0).plan(), CHANGES.get(1).plan())) {
        ahead.check(plan, Progress.silent());
      }
      checker.nextIsBuiltDuringCheck = false;
      ahead.check(CHANGES.get(2).plan(), Progress.silent());
    }
    assertThat(checker.did)
        .containsSubsequence("build base", "build a", "ran base")
        .containsSubsequence("build a", "build b", "ran a")
        .containsSubsequence("build b", "build c", "ran b")
        .endsWith("ran c");
  }

  @Test
  void aRepeatedRunBuildsNothingMoreAhead() throws Exception {
    try (BuildsAhead ahead = new BuildsAhead(checker, CHANGES)) {
      checker.nextIsBuiltDuringCheck = true;
      ahead.check(CHANGES.get(0).plan(), Progress.silent());
      checker.nextIsBuiltDuringCheck = false;
      ahead.check(CHANGES.get(0).plan(), Progress.silent());
    }
    assertThat(checker.did).filteredOn("build b"::equals).hasSize(1);
  }

  @Test
  void aBuildThatFailsIsLeftToItsOwnCheck() throws Exception {
    checker.broken = "a";
    try (BuildsAhead ahead = new BuildsAhead(checker, CHANGES)) {
      assertThat(ahead.check(CHANGES.get(0).plan(), Progress.silent()).verdict().passed()).isTrue();
    }
  }

  @Test
  void aHostBuildsAheadOnlyWithCoresToSpare() {
    assertThat(BuildsAhead.fits(2, BASE)).isFalse();
    assertThat(BuildsAhead.fits(5, BASE)).isFalse();
    assertThat(BuildsAhead.fits(6, BASE)).isTrue();
  }

  private static GatePlan.Change change(int number, String patch) {
    return new GatePlan.Change(number, patch, BASE.withPatches(List.of(Path.of(patch))));
  }

  /** A checker whose machine runs until the next kernel has been built. */
  private static final class Slow implements Checker {
    private final List<String> did = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore built = new Semaphore(0);
    private volatile boolean nextIsBuiltDuringCheck;
    private volatile String broken = "";

    @Override
    public void prepare(CheckPlan plan, Progress progress) {
      did.add("build " + name(plan));
      if (name(plan).equals(broken)) {
        throw new BuildFailed("it does not compile", List.of(), "correct it");
      }
      built.release();
    }

    @Override
    public RunRecord check(CheckPlan plan, Progress progress) throws InterruptedException {
      did.add("run " + name(plan));
      if (nextIsBuiltDuringCheck) {
        // One is its own, which the check asks for again, and one is the next.
        assertThat(built.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
      }
      did.add("ran " + name(plan));
      return Recorded.run("pass");
    }

    private static String name(CheckPlan plan) {
      return plan.patches().isEmpty() ? "base" : plan.patches().get(0).toString();
    }
  }
}
