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
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bisections with real builds and boots, over twelve commits on a real tree: the eighth plants the
 * bug, and on the way one commit breaks the build, one the boot, and one brings another splat.
 */
@Tag("vm-full")
class BisectionIT {
  private static final int CULPRIT = 8;
  private static final String VICTIM = "kernel/pid.c";

  @TempDir Path scratch;

  @Test
  void findsThePlantedBugPastABrokenBuildABrokenBootAndAnotherSplat() throws Exception {
    KernelHistory history = history(UnaryOperator.identity());
    Question question = question(history);
    Report report = bisect(question, history);
    assertFound(report, history);
    assertThat(report.effort().verdicts()).isLessThanOrEqualTo(8);

    // A second tree, which parted before the bug and never got it.
    KernelHistory stable =
        KernelHistory.begin(scratch.resolve("stable.git"))
            .append("lib: only here", "lib/ctype.c", "/* only here */\n");
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
    OtherTrees.Answer answer = trees.ask("stable", stable.repository(), stable.tip(), report);
    assertThat(answer.hasBug()).isEqualTo("no");
    assertThat(answer.since()).isEmpty();
  }

  @Test
  void findsABugThatShowsInHalfOfTheRuns() throws Exception {
    // The planted wait type is left out on every boot at which one bit of the cycle counter is set.
    KernelHistory history =
        history(
            patch ->
                patch.replace(
                    "+\tstatic struct lock_class_key key;\n",
                    "+\tstatic struct lock_class_key key;\n+\n"
                        + "+\tif (get_cycles() & 1024)\n+\t\treturn;\n"));
    Report report = bisect(question(history), history);
    assertFound(report, history);
    assertThat(report.rate()).isBetween(0.2, 0.8);
  }

  private KernelHistory history(UnaryOperator<String> control) throws Exception {
    return KernelHistory.begin(scratch.resolve("history.git"))
        .append("lib: change 1", "lib/ctype.c", "/* 1 */\n")
        .append("lib: change 2", "lib/ctype.c", "/* 2 */\n")
        .append("lib: change 3", "lib/ctype.c", "/* 3 */\n")
        .append(
            "pid: warn at boot",
            VICTIM,
            "\nstatic int __init pid_planted_warning(void)\n{\n\tWARN_ON(1);\n\treturn 0;\n}\n"
                + "late_initcall(pid_planted_warning);\n")
        .restore("pid: warn no more", VICTIM)
        .append("pid: break the build", VICTIM, "#error planted\n")
        .restore("pid: build again", VICTIM)
        .plantControl("srcu: plant a sleeping wait type", control)
        .append(
            "pid: break the boot",
            VICTIM,
            "\nstatic int __init pid_planted_panic(void)\n{\n\tpanic(\"planted\");\n}\n"
                + "early_initcall(pid_planted_panic);\n")
        .restore("pid: boot again", VICTIM)
        .append("lib: change 4", "lib/ctype.c", "/* 4 */\n")
        .append("lib: change 5", "lib/ctype.c", "/* 5 */\n");
  }

  private static void assertFound(Report report, KernelHistory history) {
    assertThat(report.kind()).as("%s", report).isEqualTo(Report.Kind.FOUND);
    Report.Culprit culprit = report.culprit().orElseThrow();
    assertThat(culprit.id()).isEqualTo(history.commit(CULPRIT));
    assertThat(culprit.revert()).startsWith("with it reverted the bad end is clean in ");
    assertThat(culprit.unlikely()).isEmpty();
    assertThat(report.probability()).isGreaterThanOrEqualTo(0.99);
    // Commit 6, which git would try first, does not build.
    assertThat(report.tested())
        .filteredOn(each -> each.id().equals(history.commit(6).substring(0, 12)))
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
