// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.source.ForeignRepository;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commit that a series says it was made on, beside the tree that it is applied to. */
final class SeriesBase {
  private static final int SHOWN = 12;

  private SeriesBase() {}

  /**
   * The tree specification of the series' own base.
   *
   * @param directory a git repository
   * @throws BadInput if the series names no base, or the repository does not have it
   */
  static String specification(PatchSeries series, Git git, Path directory)
      throws InterruptedException {
    Optional<String> base = series.facts().baseCommit();
    if (base.isEmpty()) {
      throw new BadInput(
          "The series does not say what it was made on.",
          List.of("it has no line base-commit:"),
          "Name the tree with --tree.");
    }
    Optional<ForeignRepository> repository = ForeignRepository.at(directory);
    boolean found =
        repository.isPresent()
            && git.reading(repository.get()).run("cat-file", "-e", base.get() + "^{commit}").ok();
    if (!found) {
      throw new BadInput(
          "The commit that the series was made on is not here.",
          List.of(
              "base-commit: " + base.get(),
              repository.isPresent()
                  ? "repository: " + repository.get().path()
                  : directory + " is not the top of a git repository"),
          "Fetch it into the repository, or name another tree with --tree.");
    }
    return repository.get().path() + "@" + base.get();
  }

  /** What the series says about its base, compared with the tree. */
  static List<String> notes(PatchSeries series, ResolvedTree tree, ObjectStore store)
      throws InterruptedException {
    List<String> notes = new ArrayList<>();
    Optional<String> base = series.facts().baseCommit();
    if (base.isPresent()) {
      notes.add(
          "base-commit: " + base.get().substring(0, SHOWN) + compared(base.get(), tree, store));
    }
    series.facts().changeId().ifPresent(id -> notes.add("change-id: " + id));
    return notes;
  }

  private static String compared(String base, ResolvedTree tree, ObjectStore store)
      throws InterruptedException {
    if (tree.commit().startsWith(base)) {
      return ", which is the tree";
    }
    if (!store.git().run("cat-file", "-e", base + "^{commit}").ok()) {
      return ", which the tree's repository does not have";
    }
    Git.Result counts =
        store.git().run("rev-list", "--left-right", "--count", base + "..." + tree.commit());
    String[] numbers = counts.text().split("\\s+", 2);
    return counts.ok() && numbers.length == 2
        ? "; the tree has " + numbers[1] + " commits more and " + numbers[0] + " fewer"
        : ", which is another commit than the tree's";
  }
}
