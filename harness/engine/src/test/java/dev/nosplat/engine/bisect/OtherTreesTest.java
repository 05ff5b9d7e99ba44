// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.bisect.history.CompiledFiles;
import dev.nosplat.engine.bisect.history.GitCulprit;
import dev.nosplat.engine.bisect.history.GitHistory;
import dev.nosplat.engine.bisect.search.Policy;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mainline with the bug, and stable branches in clones of their own. */
class OtherTreesTest {
  @TempDir Path scratch;
  private TestRepository mainline;
  private String begin = "";
  private String culprit = "";
  private String end = "";

  @BeforeEach
  void makeMainline() throws Exception {
    mainline = new TestRepository(scratch.resolve("mainline"));
    begin = mainline.commit("kernel/exit.c", "1\n2\n3\n4\n5\n6\n7\n8\nfine\n", "Begin");
    mainline.commit("lib/a.c", "1\n", "lib: a");
    culprit = mainline.commit("kernel/exit.c", "1\n2\n3\n4\n5\n6\n7\n8\nbug\n", "exit: be quick");
    end = mainline.commit("lib/a.c", "2\n", "lib: b");
  }

  @Test
  void aBackportIsFoundByItsPatchIdUnderAnotherSubject() throws Exception {
    TestRepository stable = clone("stable");
    stable.git("checkout", "--quiet", "-b", "stable", begin);
    stable.commit("lib/s.c", "s\n", "stable: s");
    stable.git("cherry-pick", culprit);
    stable.git("commit", "--quiet", "--amend", "-m", "exit: quick, for stable");
    String backport = stable.git("rev-parse", "HEAD");
    OtherTrees.Answer answer = ask(stable);
    assertThat(answer.hasBug()).isEqualTo("yes");
    assertThat(answer.since()).isEqualTo(backport);
    assertThat(answer.how()).isEqualTo("by patch-id");
  }

  @Test
  void aBackportWithAnotherDiffIsFoundByItsSubjectOrByTheCommitThatItNames() throws Exception {
    TestRepository stable = clone("stable");
    stable.git("checkout", "--quiet", "-b", "stable", begin);
    String subject =
        stable.commit("kernel/exit.c", "1\n2\n3\n4\n5\n6\n7\n8\nbug and more\n", "exit: be quick");
    assertThat(ask(stable).since()).isEqualTo(subject);
    assertThat(ask(stable).how()).isEqualTo("by subject");

    TestRepository other = clone("other");
    other.git("checkout", "--quiet", "-b", "stable", begin);
    String named =
        other.commit(
            "kernel/exit.c", "bug here\n", "exit: x\n\n[ Upstream commit " + culprit + " ]\n");
    assertThat(ask(other).since()).isEqualTo(named);
    assertThat(ask(other).how()).isEqualTo("it names the commit");
  }

  @Test
  void aFixedTreeIsToldWhichOfItsCommitsFixedIt() throws Exception {
    TestRepository stable = clone("stable");
    stable.git("checkout", "--quiet", "-b", "stable", end);
    stable.commit("lib/s.c", "s\n", "stable: s");
    String fix = stable.commit("kernel/exit.c", "fine again\n", "exit: be careful");
    stable.commit("lib/s.c", "t\n", "stable: t");
    OtherTrees.Answer answer = ask(stable);
    assertThat(answer.hasBug()).isEqualTo("no");
    assertThat(answer.since()).isEqualTo(culprit);
    assertThat(answer.fixedBy()).isEqualTo(fix);
  }

  @Test
  void aTreeWithTheBugFromElsewhereIsBisectedItself() throws Exception {
    TestRepository stable = clone("stable");
    stable.git("checkout", "--quiet", "-b", "stable", begin);
    stable.commit("lib/s.c", "s\n", "stable: s");
    String own = stable.commit("kernel/other.c", "bug\n", "other: do the same");
    stable.commit("lib/s.c", "t\n", "stable: t");
    OtherTrees.Answer answer = ask(stable);
    assertThat(answer.since()).isEqualTo(own);
    assertThat(answer.how()).isEqualTo("bisected here");
  }

  @Test
  void aTreeThatNeverHadItIsSaidToBeClean() throws Exception {
    TestRepository stable = clone("stable");
    stable.git("checkout", "--quiet", "-b", "stable", begin);
    OtherTrees.Answer answer = ask(stable);
    assertThat(answer.hasBug()).isEqualTo("no");
    assertThat(answer.since()).isEmpty();
  }

  private TestRepository clone(String name) throws Exception {
    mainline.git("clone", "--quiet", ".", scratch.resolve(name).toString());
    return new TestRepository(scratch.resolve(name), 1000);
  }

  private OtherTrees.Answer ask(TestRepository tree) throws Exception {
    SimulatedChecker checker = new SimulatedChecker(this::run);
    Question question =
        new Question(
            new GitHistory(mainline.host(), mainline.path()).read(begin, end, List.of(), false),
            true,
            Target.learnt(),
            CheckPlan.of(""),
            Policy.DEFAULT);
    Path state = Files.createTempDirectory(scratch, "state");
    Report found;
    try (Journal journal = Journal.open(state)) {
      found =
          new Bisection(
                  question,
                  journal,
                  checker,
                  FixUps.none(),
                  new GitInquest(
                      new GitCulprit(mainline.host(), mainline.path(), state),
                      CompiledFiles.unknown()),
                  Lookahead.none(),
                  Progress.silent())
              .run();
    }
    assertThat(found.culprit().orElseThrow().id()).isEqualTo(culprit);
    return new OtherTrees(
            mainline.host(),
            mainline.path(),
            question,
            begin,
            List.of(),
            List.of(),
            state,
            checker,
            Progress.silent())
        .ask(tree.path().toString(), tree.path(), "HEAD", found);
  }

  /** Has the bug who says so in a file of kernel/. */
  private dev.nosplat.record.RunRecord run(CheckPlan plan) {
    String[] spec = plan.tree().split("@");
    try {
      boolean bug =
          mainline
              .host()
              .reading(Path.of(spec[0]))
              .run("grep", "-q", "bug", spec[1], "--", "kernel")
              .ok();
      return bug && plan.patches().isEmpty() ? SimulatedChecker.shown() : SimulatedChecker.clean();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
