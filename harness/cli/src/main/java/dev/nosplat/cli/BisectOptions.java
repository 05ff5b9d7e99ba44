// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.bisect.Target;
import dev.nosplat.engine.bisect.search.Policy;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.splat.Family;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code bisect} is told. */
final class BisectOptions {
  @Option(
      names = "--tree",
      paramLabel = "GIT[@REV]",
      description = {
        "A git repository. The first is searched between --good and --bad; each further one is"
            + " answered for at REV, or its HEAD."
      })
  List<String> trees = List.of();

  @Option(names = "--good", paramLabel = "REV", description = "A revision without the bug.")
  Optional<String> good = Optional.empty();

  @Option(names = "--bad", paramLabel = "REV", description = "A revision with it.")
  Optional<String> bad = Optional.empty();

  @Option(
      names = "--release",
      paramLabel = "TREE",
      description = "Instead of --tree: a release without git history, oldest first; repeat it.")
  List<String> releases = List.of();

  @Option(
      names = "--series",
      paramLabel = "FILE|DIR",
      description = "Search in this unmerged series on top of --tree.")
  List<Path> series = List.of();

  @Option(names = "--find-fix", description = "Search for the commit that removed the splat.")
  boolean findFix;

  @Option(names = "--path", paramLabel = "PATH", description = "Only commits that touch this.")
  List<String> paths = List.of();

  @Option(names = "--first-parent", description = "Take merged branches as one commit each.")
  boolean firstParent;

  @Option(
      names = "--signature",
      paramLabel = "SIG",
      description = "The splat to follow; else the first one of the bad end.")
  Optional<String> signature = Optional.empty();

  @Option(names = "--family", paramLabel = "F", description = "Follow any splat of this family.")
  Optional<String> family = Optional.empty();

  @Option(
      names = "--accept-signature",
      paramLabel = "SIG",
      description = "This signature is the same bug under another name.")
  List<String> accepted = List.of();

  @Option(
      names = "--other-signature",
      paramLabel = "SIG",
      description = "This signature is another bug, however alike it looks.")
  List<String> others = List.of();

  @Option(
      names = "--scenario",
      paramLabel = "NAME|DIR",
      description =
          "The scenario to run, by name or directory; default: " + CheckPlan.DEFAULT_SCENARIO + ".")
  String scenario = CheckPlan.DEFAULT_SCENARIO;

  @Option(
      names = "--config",
      paramLabel = "NAME|FILE",
      description = "A config fragment on top of the default ones; repeatable.")
  List<String> fragments = List.of();

  @Mixin CompilerOption compiler = new CompilerOption();

  @Option(
      names = "--patch-always",
      paramLabel = "FILE",
      description = "A fix-up for every revision that it applies to.")
  List<Path> patchAlways = List.of();

  @Option(
      names = "--confidence",
      paramLabel = "P",
      description = "How sure the answer must be; default: 0.99.")
  double confidence = Policy.DEFAULT.confidence();

  @Option(
      names = "--runs-at-end",
      paramLabel = "N",
      description = "Clean runs after which the bad end counts as not bad; default: 150.")
  int runsAtEnd = Policy.DEFAULT.runsAtEnd();

  @Option(
      names = "--skips-in-a-row",
      paramLabel = "N",
      description = "Untestable commits in a row before a range is the answer; default: 24.")
  int skipsInARow = Policy.DEFAULT.skipsInARow();

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Runs in all before the best answer so far is given; default: 5000.")
  int runs = Policy.DEFAULT.runs();

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Where the log is kept; default: a directory that the question names.")
  Optional<Path> state = Optional.empty();

  Policy policy() {
    if (confidence < 0.5 || confidence > 0.9999) {
      throw BisectCommand.misuse(
          "--confidence " + confidence + " is out of range.", "Give 0.5 to 0.9999.");
    }
    if (runsAtEnd < 1 || skipsInARow < 1 || runs < 1) {
      throw BisectCommand.misuse(
          "--runs-at-end, --skips-in-a-row and --runs count from 1.", "Give a positive number.");
    }
    return Policy.DEFAULT
        .withConfidence(confidence)
        .withRunsAtEnd(runsAtEnd)
        .withSkipsInARow(skipsInARow)
        .withRuns(runs);
  }

  Target target() {
    family.ifPresent(
        id -> {
          if (Arrays.stream(Family.values()).map(Family::id).noneMatch(id::equals)) {
            throw BisectCommand.misuse(
                "There is no splat family " + id + ".",
                "Give one of "
                    + String.join(
                        ", ", Arrays.stream(Family.values()).map(Family::id).sorted().toList())
                    + ".");
          }
        });
    Set<String> same = new HashSet<>(accepted);
    signature.ifPresent(same::add);
    return new Target(same, family, Set.copyOf(others), Optional.empty());
  }

  CheckPlan plan() {
    List<String> all = new ArrayList<>(CheckPlan.DEFAULT_FRAGMENTS);
    all.addAll(fragments);
    return CheckPlan.of("").withFragments(all).compiledBy(compiler.chosen()).running(scenario);
  }

  /** Everything that makes this question another one: the name of its state directory. */
  List<String> identity() {
    List<String> all = new ArrayList<>();
    all.addAll(trees.isEmpty() ? releases : trees.subList(0, 1));
    all.add(good.orElse("") + ".." + bad.orElse(""));
    series.forEach(each -> all.add(each.toString()));
    all.add(findFix + " " + paths + " " + firstParent + " " + confidence);
    all.add(signature.orElse("") + " " + family.orElse(""));
    all.add(scenario + " " + fragments + " " + compiler.chosen() + " " + patchAlways);
    return all;
  }
}
