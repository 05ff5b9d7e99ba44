// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.history.Backports;
import dev.nosplat.engine.bisect.history.CompiledFiles;
import dev.nosplat.engine.bisect.history.GitCulprit;
import dev.nosplat.engine.bisect.history.GitFixUps;
import dev.nosplat.engine.bisect.history.GitHistory;
import dev.nosplat.engine.bisect.history.History;
import dev.nosplat.engine.bisect.history.Revision;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.source.Git;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Carries a found culprit to other trees: whether each has the bug, since which of its own commits,
 * and which of them fixed it.
 *
 * @param git the host's git
 * @param origin the repository that the culprit was found in
 * @param question the question that found it
 * @param good the end without the bug, which other trees may share
 * @param patchesAlways the fix-ups
 * @param paths path filter of the search
 * @param state where each tree's logs go
 */
public record OtherTrees(
    Git git,
    Path origin,
    Question question,
    String good,
    List<Path> patchesAlways,
    List<String> paths,
    Path state,
    Checker checker,
    Progress progress) {

  /**
   * One tree's answer.
   *
   * @param tree as the user named it
   * @param hasBug {@code yes}, {@code no} or {@code unknown}
   * @param reason one sentence from the runs of its tip
   * @param since the tree's own commit that brought the bug, or empty
   * @param how how that commit was found, or why there is none
   * @param fixedBy the tree's own commit that fixed it, or empty
   * @param log where the logs are
   */
  public record Answer(
      String tree,
      String hasBug,
      String reason,
      String since,
      String how,
      String fixedBy,
      String log) {}

  /** Asks one tree, whose tip is a commit. */
  public Answer ask(String name, Path tree, String revision, Report found)
      throws InterruptedException {
    GitHistory history = new GitHistory(git, tree);
    Revision tip = history.revision(history.commit(revision));
    Path logs = state.resolve("tree-" + tip.shortId());
    Target target =
        found
            .splat()
            .map(splat -> question.target().and(splat.signature()).seenAs(splat))
            .orElse(question.target());
    TipCheck.Result result = checkTip(tree, tip, target, logs, found.rate());
    Optional<Backports.Match> match =
        found.culprit().isPresent()
            ? new Backports(git, origin).find(found.culprit().get().id(), tree, tip.id())
            : Optional.empty();
    String since = match.map(Backports.Match::id).orElse("");
    String how = match.map(Backports.Match::how).orElse("no commit of it was found here");
    String fixedBy = "";
    switch (result.answer()) {
      case HAS_BUG -> {
        if (match.isEmpty() && shares(tree, tip)) {
          Report here = bisect(history, tree, good, tip.id(), true, target, logs.resolve("since"));
          since = here.culprit().map(Report.Culprit::id).orElse("");
          how = since.isEmpty() ? here.headline() : "bisected here";
        }
      }
      case CLEAN -> {
        if (match.isPresent() && !since.equals(tip.id())) {
          Report here = bisect(history, tree, since, tip.id(), false, target, logs.resolve("fix"));
          fixedBy = here.culprit().map(Report.Culprit::id).orElse("");
          how += fixedBy.isEmpty() ? "; its fix: " + here.headline() : "";
        }
      }
      case UNKNOWN -> {}
    }
    String has =
        switch (result.answer()) {
          case HAS_BUG -> "yes";
          case CLEAN -> "no";
          case UNKNOWN -> "unknown";
        };
    return new Answer(name, has, result.reason(), since, how, fixedBy, logs.toString());
  }

  private boolean shares(Path tree, Revision tip) throws InterruptedException {
    return git.reading(tree).run("merge-base", "--is-ancestor", good, tip.id()).ok();
  }

  private TipCheck.Result checkTip(Path tree, Revision tip, Target target, Path logs, double rate)
      throws InterruptedException {
    try (Journal journal = Journal.open(logs.resolve("tip"))) {
      Trial trial = new Trial(question.plan(), checker, fixUps(tree, logs), progress);
      return new TipCheck(journal, trial, target, question.policy()).check(tip, rate);
    }
  }

  private Report bisect(
      GitHistory repository,
      Path tree,
      String old,
      String young,
      boolean bugIsNew,
      Target target,
      Path logs)
      throws InterruptedException {
    History range = repository.read(old, young, paths, false);
    Question asked = new Question(range, bugIsNew, target, question.plan(), question.policy());
    try (Journal journal = Journal.open(logs)) {
      Inquest inquest = new GitInquest(new GitCulprit(git, tree, logs), CompiledFiles.unknown());
      return new Bisection(
              asked, journal, checker, fixUps(tree, logs), inquest, Lookahead.none(), progress)
          .run();
    }
  }

  private FixUps fixUps(Path tree, Path scratch) {
    return PatchesAlways.onCommits(new GitFixUps(git, tree, scratch, patchesAlways));
  }
}
