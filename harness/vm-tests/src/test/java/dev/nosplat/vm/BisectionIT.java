// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.bisect.Bisection;
import dev.nosplat.engine.bisect.FixUps;
import dev.nosplat.engine.bisect.GitInquest;
import dev.nosplat.engine.bisect.Journal;
import dev.nosplat.engine.bisect.Lookahead;
import dev.nosplat.engine.bisect.OtherTrees;
import dev.nosplat.engine.bisect.Question;
import dev.nosplat.engine.bisect.Report;
import dev.nosplat.engine.bisect.Target;
import dev.nosplat.engine.bisect.history.CompiledFiles;
import dev.nosplat.engine.bisect.history.GitCulprit;
import dev.nosplat.engine.bisect.history.GitHistory;
import dev.nosplat.engine.bisect.search.Policy;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.progress.LineProgress;
import dev.nosplat.engine.progress.Progress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bisections with real builds and boots, most of them over {@link PlantedHistory}. */
@Tag("vm-full")
class BisectionIT {
  @TempDir Path scratch;
  private final List<KernelHistory> histories = new ArrayList<>();

  @AfterEach
  void forgetTheHistories() throws Exception {
    for (KernelHistory history : histories) {
      history.forget();
    }
  }

  @Test
  void findsThePlantedBugPastABrokenBuildABrokenBootAndAnotherSplat() throws Exception {
    KernelHistory history = PlantedHistory.always(begin("history.git"));
    Question question = question(history);
    Report report = bisect(question, history);
    assertFound(report, history);
    assertThat(report.effort().verdicts()).isLessThanOrEqualTo(8);

    // Two more trees: one parted before the bug and never got it, the other took it over.
    KernelHistory stable =
        begin("stable.git").append("lib: only here", "lib/ctype.c", "/* only here */\n");
    KernelHistory unlucky =
        begin("unlucky.git")
            .append("lib: only here", "lib/ctype.c", "/* only here */\n")
            .later(60)
            .plantControl("srcu: backport", UnaryOperator.identity());
    OtherTrees trees =
        new OtherTrees(
            history.git(),
            history.repository(),
            question,
            history.commit(0),
            List.of(),
            List.of(),
            scratch.resolve("state"),
            checker(),
            progress());
    OtherTrees.Answer spared = trees.ask("stable", stable.repository(), stable.tip(), report);
    assertThat(spared.hasBug()).as("%s", spared).isEqualTo("no");
    assertThat(spared.since()).isEmpty();
    OtherTrees.Answer hit = trees.ask("unlucky", unlucky.repository(), unlucky.tip(), report);
    assertThat(hit.hasBug()).as("%s", hit).isEqualTo("yes");
    assertThat(hit.since()).isEqualTo(unlucky.tip());
    assertThat(hit.how()).isEqualTo("by patch-id");
  }

  @Test
  void findsABugThatShowsInHalfOfTheRuns() throws Exception {
    KernelHistory history = PlantedHistory.inHalfOfTheRuns(begin("history.git"));
    Report report = bisect(question(history), history);
    assertFound(report, history);
    assertThat(report.rate()).isBetween(0.2, 0.8);
  }

  private KernelHistory begin(String name) throws Exception {
    KernelHistory history = KernelHistory.begin(scratch.resolve(name));
    histories.add(history);
    return history;
  }

  private static void assertFound(Report report, KernelHistory history) {
    assertThat(report.kind()).as("%s", report).isEqualTo(Report.Kind.FOUND);
    Report.Culprit culprit = report.culprit().orElseThrow();
    assertThat(culprit.id()).isEqualTo(history.commit(PlantedHistory.CULPRIT));
    assertThat(culprit.revert()).startsWith("with it reverted the bad end is clean in ");
    assertThat(culprit.unlikely()).isEmpty();
    assertThat(report.probability()).isGreaterThanOrEqualTo(0.99);
    String broken = history.commit(PlantedHistory.BROKEN_BUILD).substring(0, 12);
    assertThat(report.tested())
        .filteredOn(each -> each.id().equals(broken))
        .singleElement()
        .satisfies(each -> assertThat(each.label()).isEqualTo("skipped"))
        .satisfies(each -> assertThat(each.skips()).first().asString().contains("not build"));
  }

  private static Question question(KernelHistory history) throws Exception {
    return new Question(
        new GitHistory(history.git(), history.repository())
            .read(history.commit(0), history.tip(), List.of(), false),
        true,
        Target.learnt(),
        CheckPlan.of(""),
        Policy.DEFAULT);
  }

  private Report bisect(Question question, KernelHistory history) throws Exception {
    Path state = scratch.resolve("state");
    try (Journal journal = Journal.open(state)) {
      return new Bisection(
              question,
              journal,
              checker(),
              FixUps.none(),
              new GitInquest(
                  new GitCulprit(history.git(), history.repository(), state),
                  CompiledFiles.unknown()),
              Lookahead.none(),
              progress())
          .run();
    }
  }

  private static Checker checker() throws InterruptedException {
    return new KernelChecker(Engine.open(Settings.ofProcess()));
  }

  private static Progress progress() {
    return new LineProgress(System.err::println, InstantSource.system());
  }
}
