// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.bisect.Bisection;
import dev.nosplat.engine.bisect.BuildAhead;
import dev.nosplat.engine.bisect.Entry;
import dev.nosplat.engine.bisect.FixUps;
import dev.nosplat.engine.bisect.GitInquest;
import dev.nosplat.engine.bisect.Inquest;
import dev.nosplat.engine.bisect.Journal;
import dev.nosplat.engine.bisect.Lookahead;
import dev.nosplat.engine.bisect.OtherTrees;
import dev.nosplat.engine.bisect.PatchesAlways;
import dev.nosplat.engine.bisect.Question;
import dev.nosplat.engine.bisect.Replay;
import dev.nosplat.engine.bisect.Report;
import dev.nosplat.engine.bisect.history.GitCulprit;
import dev.nosplat.engine.bisect.history.GitFixUps;
import dev.nosplat.engine.bisect.history.GitHistory;
import dev.nosplat.engine.bisect.history.History;
import dev.nosplat.engine.bisect.history.PatchLine;
import dev.nosplat.engine.bisect.history.ReleaseLine;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.series.input.PatchReader;
import dev.nosplat.engine.source.Git;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One call of {@code bisect}: from its options to its answers. */
final class BisectJob {
  private final BisectOptions options;
  private final Home home;
  private final Git git;
  private final Progress progress;

  BisectJob(BisectOptions options, Map<String, String> environment, Home home, Progress progress) {
    this.options = options;
    this.home = home;
    this.git = new Git("git", environment);
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param others the answers for the further trees
   */
  record Result(Report report, List<OtherTrees.Answer> others) {}

  Result run(Checker checker) throws InterruptedException {
    Path state = state();
    Question question = question(state);
    FixUps fixUps = fixUps(state, checker);
    RunKernel kernels = new RunKernel(home, state.resolve(Journal.FILE));
    Inquest inquest = inquest(state, kernels);
    boolean ahead = BuildAhead.fits(Runtime.getRuntime().availableProcessors(), question.plan());
    try (Journal journal = Journal.open(state);
        BuildAhead builder = new BuildAhead(question.plan(), checker, fixUps)) {
      Lookahead lookahead = ahead ? builder : Lookahead.none();
      Report report =
          new Bisection(question, journal, checker, fixUps, inquest, lookahead, progress).run();
      List<OtherTrees.Answer> others = others(question, report, state, checker);
      return new Result(kernels.symbolized(report), others);
    }
  }

  /**
   * Goes through a log without running anything and checks that each step follows from it.
   *
   * @param checker asked for nothing
   */
  Result replay(Path log, Checker checker) throws InterruptedException {
    Path state = state();
    Question question = question(state);
    List<Entry> entries = Journal.read(log);
    RunKernel kernels = new RunKernel(home, log);
    Report report =
        new Replay(question, fixUps(state, checker), inquest(state, kernels)).of(entries, log);
    return new Result(kernels.symbolized(report), List.of());
  }

  private List<OtherTrees.Answer> others(
      Question question, Report report, Path state, Checker checker) throws InterruptedException {
    List<OtherTrees.Answer> answers = new ArrayList<>();
    if (options.trees.size() < 2 || report.splat().isEmpty()) {
      return answers;
    }
    Path origin = repository(options.trees.get(0));
    OtherTrees trees =
        new OtherTrees(
            git,
            origin,
            question,
            new GitHistory(git, origin).commit(options.good.orElse("")),
            options.patchAlways,
            options.paths,
            state,
            checker,
            progress);
    for (String tree : options.trees.subList(1, options.trees.size())) {
      answers.add(trees.ask(tree, repository(tree), revision(tree), report));
    }
    return answers;
  }

  private Question question(Path state) throws InterruptedException {
    return new Question(
        history(state), !options.findFix, options.target(), options.plan(), options.policy());
  }

  private History history(Path state) throws InterruptedException {
    if (!options.releases.isEmpty()) {
      if (!options.trees.isEmpty() || options.good.isPresent() || options.bad.isPresent()) {
        throw BisectCommand.misuse(
            "--release names the whole line, so --tree, --good and --bad have no place beside it.",
            "Give the releases alone, oldest first.");
      }
      return ReleaseLine.of(options.releases);
    }
    if (options.trees.isEmpty()) {
      throw BisectCommand.misuse(
          "There is nothing to bisect.", "Give --tree with --good and --bad, or --release.");
    }
    String tree = options.trees.get(0);
    if (!options.series.isEmpty()) {
      PatchReader reader = new PatchReader(InputStream.nullInputStream(), git, Optional.empty());
      return new PatchLine(reader, state).read(tree, options.series);
    }
    if (options.good.isEmpty() || options.bad.isEmpty()) {
      throw BisectCommand.misuse(
          "A bisection needs both ends.", "Give --good and --bad with a revision each.");
    }
    String old = options.findFix ? options.bad.get() : options.good.get();
    String young = options.findFix ? options.good.get() : options.bad.get();
    return new GitHistory(git, repository(tree))
        .read(old, young, options.paths, options.firstParent);
  }

  private boolean overGit() {
    return options.releases.isEmpty() && options.series.isEmpty();
  }

  private FixUps fixUps(Path state, Checker checker) {
    List<Path> patches = options.patchAlways.stream().map(Path::toAbsolutePath).toList();
    return overGit()
        ? PatchesAlways.onCommits(
            new GitFixUps(git, repository(options.trees.get(0)), state, patches))
        : PatchesAlways.onTrees(patches, checker);
  }

  private Inquest inquest(Path state, RunKernel kernels) {
    return overGit()
        ? new GitInquest(new GitCulprit(git, repository(options.trees.get(0)), state), kernels)
        : Inquest.none();
  }

  private Path state() {
    Path state =
        options.state.orElseGet(
            () ->
                home.runs()
                    .resolveSibling("bisect")
                    .resolve(
                        Digest.of(Path.of("").toAbsolutePath() + " " + options.identity())
                            .brief()));
    try {
      return Files.createDirectories(state.toAbsolutePath());
    } catch (IOException e) {
      throw new InfraFailed(
          "The state directory " + state + " cannot be made.",
          List.of(String.valueOf(e)),
          "Give a writable one with --state.",
          e);
    }
  }

  /** {@code /path@REV} without its revision; a path may hold an at sign itself. */
  private static Path repository(String tree) {
    Path whole = Path.of(tree).toAbsolutePath();
    int at = tree.lastIndexOf('@');
    return Files.isDirectory(whole) || at < 0
        ? whole.normalize()
        : Path.of(tree.substring(0, at)).toAbsolutePath().normalize();
  }

  private static String revision(String tree) {
    int at = tree.lastIndexOf('@');
    return Files.isDirectory(Path.of(tree)) || at < 0 ? "HEAD" : tree.substring(at + 1);
  }
}
