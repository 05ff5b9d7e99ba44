// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.bisect.Report.Kind;
import dev.nosplat.engine.bisect.history.CompiledFiles;
import dev.nosplat.engine.bisect.history.GitCulprit;
import dev.nosplat.engine.bisect.history.GitFixUps;
import dev.nosplat.engine.bisect.history.GitHistory;
import dev.nosplat.engine.bisect.history.History;
import dev.nosplat.engine.bisect.search.Policy;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Golden;
import dev.nosplat.record.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole bisections over real repositories, with recorded runs in place of machines. */
class BisectionTest {
  private static final int COMMITS = 20;
  private static final int CULPRIT = 13;

  @TempDir Path scratch;
  private TestRepository repository;
  private final List<String> ids = new ArrayList<>();
  private SimulatedChecker checker = new SimulatedChecker(plan -> SimulatedChecker.clean());

  @BeforeEach
  void makeHistory() throws Exception {
    repository = new TestRepository(scratch.resolve("tree"));
    repository.write("kernel/exit.c", "int exit;\n");
    ids.add(repository.commit("Begin"));
    for (int i = 1; i <= COMMITS; i++) {
      if (i == CULPRIT) {
        ids.add(
            repository.commit(
                "kernel/exit.c", "int exit = 1;\n", "exit: free the storage under the lock"));
      } else {
        ids.add(repository.commit("lib/file" + i + ".c", "int a" + i + ";\n", "lib: change " + i));
      }
    }
  }

  @Test
  void findsTheCommitAndRevertsItOnTopOfTheBadEnd() throws Exception {
    Report report = bisect(bySubject(this::plain));
    assertThat(report.kind()).isEqualTo(Kind.FOUND);
    Report.Culprit culprit = report.culprit().orElseThrow();
    assertThat(culprit.id()).isEqualTo(ids.get(CULPRIT));
    assertThat(culprit.fixes())
        .isEqualTo(
            "Fixes: %s (\"exit: free the storage under the lock\")"
                .formatted(ids.get(CULPRIT).substring(0, 12)));
    assertThat(culprit.revert()).startsWith("with it reverted the bad end is clean in ");
    assertThat(culprit.unlikely()).isEmpty();
    assertThat(report.probability()).isGreaterThanOrEqualTo(0.99);
    Golden.matches("bisect/found.json", stable(ReportJson.write(report)));
  }

  @Test
  void leavesTheRepositoryAsItWas() throws Exception {
    String before = repository.state();
    bisect(bySubject(this::plain));
    assertThat(repository.state()).isEqualTo(before);
  }

  @Test
  void skipsBrokenBuildsBrokenBootsAndOtherSplatsOnTheWay() throws Exception {
    Report report =
        bisect(
            bySubject(
                i ->
                    switch (i) {
                      case 10 -> SimulatedChecker.noBuild();
                      case 9, 15 -> SimulatedChecker.noBoot();
                      case 11 -> SimulatedChecker.otherSplat("other", false);
                      default -> plain(i);
                    }));
    assertThat(report.culprit().orElseThrow().id()).isEqualTo(ids.get(CULPRIT));
    assertThat(report.tested())
        .filteredOn(each -> each.label().equals("skipped"))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.skips()).isNotEmpty());
  }

  @Test
  void answersWithARangeAndWhatBlockedEachCommitWhenTheCulpritCannotBeTested() throws Exception {
    Report report =
        bisect(bySubject(i -> i >= 12 && i <= 14 ? SimulatedChecker.noBuild() : plain(i)));
    assertThat(report.kind()).isEqualTo(Kind.RANGE);
    assertThat(report.range())
        .extracting(Report.Remaining::id)
        .containsExactly(ids.get(12), ids.get(13), ids.get(14), ids.get(15));
    assertThat(report.range().subList(0, 3))
        .allSatisfy(each -> assertThat(each.blocked()).startsWith("does not build: "));
    Golden.matches("bisect/range.json", stable(ReportJson.write(report)));
  }

  @Test
  void findsABugThatShowsInHalfOfTheRuns() throws Exception {
    Random random = new Random(5);
    Report report =
        bisect(
            bySubject(
                i ->
                    i >= CULPRIT && random.nextBoolean()
                        ? SimulatedChecker.shown()
                        : SimulatedChecker.clean()));
    assertThat(report.culprit().orElseThrow().id()).isEqualTo(ids.get(CULPRIT));
    assertThat(report.rate()).isBetween(0.3, 0.7);
  }

  @Test
  void takesBackALabelThatLaterRunsContradict() throws Exception {
    int[] runsOfTen = {0};
    int culprit = 10;
    // Commit 10 has the bug and is clean six times by bad luck; others are one time in four.
    int[] runs = {0};
    Report report =
        bisect(
            bySubject(
                i -> {
                  boolean lucky = i == 10 ? runsOfTen[0]++ < 6 : runs[0]++ % 4 == 3;
                  return i >= culprit && !lucky
                      ? SimulatedChecker.shown()
                      : SimulatedChecker.clean();
                }));
    assertThat(report.culprit().orElseThrow().id()).isEqualTo(ids.get(culprit));
    assertThat(report.withdrawn()).hasSize(1).first().asString().contains("was taken for good");
  }

  @Test
  void findsTheFixWithTheEndsTheOtherWayRound() throws Exception {
    History history = history(ids.get(0), ids.get(COMMITS));
    Question question =
        new Question(history, false, Target.learnt(), CheckPlan.of(""), Policy.DEFAULT);
    Report report =
        bisect(
            question,
            FixUps.none(),
            bySubject(i -> i < CULPRIT ? SimulatedChecker.shown() : SimulatedChecker.clean()));
    assertThat(report.kind()).isEqualTo(Kind.FOUND);
    assertThat(report.headline()).endsWith("removed the splat.");
    assertThat(report.culprit().orElseThrow().id()).isEqualTo(ids.get(CULPRIT));
  }

  @Test
  void stopsAtABadEndThatIsNotBad() throws Exception {
    Report report = bisect(bySubject(i -> SimulatedChecker.clean()));
    assertThat(report.kind()).isEqualTo(Kind.WRONG_END);
    assertThat(report.headline()).contains("does not show the splat: clean in all of its 150 runs");
  }

  @Test
  void stopsAtAGoodEndThatIsNotGood() throws Exception {
    Report report = bisect(bySubject(i -> SimulatedChecker.shown()));
    assertThat(report.kind()).isEqualTo(Kind.WRONG_END);
    assertThat(report.headline()).contains("good end").contains("shows the splat too");
  }

  @Test
  void stopsAtAMergeBaseWithTheBugAndAdvisesToLookForTheFix() throws Exception {
    repository.git("checkout", "--quiet", "-b", "side", ids.get(16));
    String side = repository.commit("lib/side.c", "int side;\n", "lib: fix on a side branch");
    Report report =
        bisect(
            question(history(side, ids.get(COMMITS))),
            FixUps.none(),
            plan ->
                plan.tree().endsWith(side) ? SimulatedChecker.clean() : SimulatedChecker.shown());
    assertThat(report.headline()).startsWith("The merge base " + ids.get(16).substring(0, 12));
    assertThat(report.advice()).contains("--find-fix");
  }

  @Test
  void showsASignatureChangeAndGoesOnOnlyWhenTold() throws Exception {
    Function<CheckPlan, RunRecord> rule =
        bySubject(
            i ->
                i >= CULPRIT && i < 16 ? SimulatedChecker.otherSplat("renamed-1", true) : plain(i));
    Report stopped = bisect(rule);
    assertThat(stopped.kind()).isEqualTo(Kind.SIGNATURE_CHANGED);
    assertThat(stopped.renaming().orElseThrow().seen()).isEqualTo("renamed-1");
    assertThat(stopped.advice()).contains("--accept-signature renamed-1");

    Target both =
        new Target(
            Set.of(stopped.renaming().orElseThrow().known(), "renamed-1"),
            java.util.Optional.empty(),
            Set.of(),
            java.util.Optional.empty());
    Question accepted =
        new Question(
            history(ids.get(0), ids.get(COMMITS)), true, both, CheckPlan.of(""), Policy.DEFAULT);
    Report report = bisect(accepted, FixUps.none(), rule);
    assertThat(report.culprit().orElseThrow().id()).isEqualTo(ids.get(CULPRIT));
  }

  @Test
  void aLookAlikeOnAKernelThatShowsTheTargetIsAnotherPathAndAsksNothing() throws Exception {
    int[] runsOfBadEnd = {0};
    Report report =
        bisect(
            bySubject(
                i ->
                    i == COMMITS && runsOfBadEnd[0]++ == 1
                        ? SimulatedChecker.otherSplat("another-path", true)
                        : plain(i)));
    assertThat(report.kind()).isEqualTo(Kind.FOUND);
    assertThat(report.culprit().orElseThrow().id()).isEqualTo(ids.get(CULPRIT));
  }

  @Test
  void theSameFunctionAndMessageByAnotherPathIsTheTargetWhereverItIsSeen() throws Exception {
    String other = pathOf(SimulatedChecker.shown()) + "0000000000";
    int[] runs = {0};
    Report report =
        bisect(
            bySubject(
                i ->
                    i < CULPRIT
                        ? SimulatedChecker.clean()
                        : i < COMMITS || runs[0]++ == 1
                            ? SimulatedChecker.byAnotherPath(other)
                            : SimulatedChecker.shown()));
    assertThat(report.kind()).isEqualTo(Kind.FOUND);
    assertThat(report.culprit().orElseThrow().id()).isEqualTo(ids.get(CULPRIT));
    assertThat(report.notes())
        .containsExactly(
            "also seen as "
                + other
                + ": the same function and message by another path (if not: --other-signature)");
  }

  @Test
  void aTargetThatIsSeenByAnotherPathFirstIsStillTheTarget() throws Exception {
    String known = SimulatedChecker.shown().splats().get(0).signature();
    String other = pathOf(SimulatedChecker.shown()) + "0000000000";
    int[] runs = {0};
    Report report =
        bisect(
            new Question(
                history(ids.get(0), ids.get(COMMITS)),
                true,
                Target.signature(known),
                CheckPlan.of(""),
                Policy.DEFAULT),
            FixUps.none(),
            bySubject(
                i ->
                    i == COMMITS && runs[0]++ < 2
                        ? SimulatedChecker.byAnotherPath(other)
                        : plain(i)));
    assertThat(report.culprit().orElseThrow().id()).isEqualTo(ids.get(CULPRIT));
    assertThat(report.tested())
        .filteredOn(each -> each.label().equals("bad"))
        .allSatisfy(each -> assertThat(each.skips()).isEmpty());
  }

  @Test
  void anotherPathThatTheUserCallsAnotherBugIsSkipped() throws Exception {
    String other = pathOf(SimulatedChecker.shown()) + "0000000000";
    Target target =
        new Target(Set.of(), java.util.Optional.empty(), Set.of(other), java.util.Optional.empty());
    Report report =
        bisect(
            new Question(
                history(ids.get(0), ids.get(COMMITS)),
                true,
                target,
                CheckPlan.of(""),
                Policy.DEFAULT),
            FixUps.none(),
            bySubject(i -> i == CULPRIT ? SimulatedChecker.byAnotherPath(other) : plain(i)));
    assertThat(report.kind()).isEqualTo(Kind.RANGE);
  }

  private static String pathOf(RunRecord run) {
    String signature = run.splats().get(0).signature();
    return signature.substring(0, signature.lastIndexOf(':') + 1);
  }

  @Test
  void aSignatureSaidToBeAnotherBugIsSkipped() throws Exception {
    Target target =
        new Target(
            Set.of(), java.util.Optional.empty(), Set.of("renamed-1"), java.util.Optional.empty());
    Question question =
        new Question(
            history(ids.get(0), ids.get(COMMITS)), true, target, CheckPlan.of(""), Policy.DEFAULT);
    Report report =
        bisect(
            question,
            FixUps.none(),
            bySubject(i -> i == 10 ? SimulatedChecker.otherSplat("renamed-1", true) : plain(i)));
    assertThat(report.culprit().orElseThrow().id()).isEqualTo(ids.get(CULPRIT));
  }

  @Test
  void appliesAFixUpWhereItAppliesAndNowhereElse() throws Exception {
    // The patch changes a file that only exists from commit 8 on.
    repository.git("checkout", "--quiet", ids.get(COMMITS));
    repository.write("lib/file8.c", "int a8 = 8;\n");
    Path fixUp = Files.writeString(scratch.resolve("fix.patch"), repository.git("diff") + "\n");
    repository.git("checkout", "--quiet", "--", ".");
    FixUps always =
        PatchesAlways.onCommits(
            new GitFixUps(repository.host(), repository.path(), scratch, List.of(fixUp)));
    Report report =
        bisect(
            question(history(ids.get(0), ids.get(COMMITS))),
            always,
            plan -> {
              int i = ids.indexOf(plan.tree().substring(plan.tree().indexOf('@') + 1));
              boolean patched = plan.patches().contains(fixUp);
              assertThat(patched).as("commit %d", i).isEqualTo(i >= 8);
              return plan.patches().stream().anyMatch(p -> p.toString().contains("revert"))
                  ? SimulatedChecker.clean()
                  : plain(i);
            });
    assertThat(report.culprit().orElseThrow().id()).isEqualTo(ids.get(CULPRIT));
  }

  @Test
  void givesUpWithAdviceWhenNothingButInfrastructureFails() {
    assertThatThrownBy(() -> bisect(bySubject(i -> SimulatedChecker.infra())))
        .isInstanceOf(InfraFailed.class)
        .hasMessage("The last 3 runs failed on this side of the kernel.");
  }

  @Test
  void refusesALogThatAnswersAnotherQuestion() throws Exception {
    bisect(bySubject(this::plain));
    Question other = question(history(ids.get(1), ids.get(COMMITS)));
    assertThatThrownBy(() -> bisect(other, FixUps.none(), bySubject(this::plain)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("answers another question");
  }

  @Test
  void anAnsweredQuestionIsAnsweredAgainFromTheLogAlone() throws Exception {
    Report first = bisect(bySubject(this::plain));
    Report second =
        bisect(
            plan -> {
              throw new AssertionError("nothing may run");
            });
    assertThat(second).isEqualTo(first);
  }

  private RunRecord plain(int commit) {
    return commit >= CULPRIT ? SimulatedChecker.shown() : SimulatedChecker.clean();
  }

  /** A rule over the commit's number; a reverted culprit makes the end clean. */
  private Function<CheckPlan, RunRecord> bySubject(IntFunction<RunRecord> rule) {
    return plan ->
        plan.patches().isEmpty()
            ? rule.apply(ids.indexOf(plan.tree().substring(plan.tree().indexOf('@') + 1)))
            : SimulatedChecker.clean();
  }

  private History history(String old, String young) throws Exception {
    return new GitHistory(repository.host(), repository.path()).read(old, young, List.of(), false);
  }

  private static Question question(History history) {
    return new Question(history, true, Target.learnt(), CheckPlan.of(""), Policy.DEFAULT);
  }

  private Report bisect(Function<CheckPlan, RunRecord> rule) throws Exception {
    return bisect(question(history(ids.get(0), ids.get(COMMITS))), FixUps.none(), rule);
  }

  private Report bisect(Question question, FixUps fixUps, Function<CheckPlan, RunRecord> rule)
      throws Exception {
    checker = new SimulatedChecker(rule);
    Inquest inquest =
        new GitInquest(
            new GitCulprit(repository.host(), repository.path(), scratch), CompiledFiles.unknown());
    try (Journal journal = Journal.open(scratch.resolve("state"))) {
      return new Bisection(
              question, journal, checker, fixUps, inquest, Lookahead.none(), Progress.silent())
          .run();
    }
  }

  private String stable(String text) {
    return text.replace(scratch.toString(), "/scratch");
  }
}
