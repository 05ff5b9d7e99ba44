// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.series.input.PatchReader;
import dev.nosplat.engine.source.ForeignRepository;
import dev.nosplat.engine.source.Git;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which tree a plan is for where it does not name one by its place: the kernel tree around the
 * working directory, the base of the commits that are to be tested, a revision of the repository
 * here, or the commit that a series says it was made on.
 */
public final class PlanTree {
  /** Stands for the tree that the user stands in. */
  public static final String HERE = "";

  /** Stands for the commit that the series names with {@code base-commit:}. */
  public static final String AUTO = "auto";

  /** As in the top-level Makefile of every kernel since 2.6.0. */
  private static final Pattern VERSION = Pattern.compile("(?m)^VERSION\\s*=\\s*\\d+\\s*$");

  private static final int MOST_MAKEFILE = 1 << 20;

  private final Settings settings;
  private final Git git;

  /** For this working directory. */
  public PlanTree(Settings settings) {
    this.settings = settings;
    this.git = new Git("git", settings.environment());
  }

  /**
   * The same plan with a tree that is named by its place. Nothing is built or connected to.
   *
   * @throws BadInput if there is no such tree
   */
  public CheckPlan located(CheckPlan plan) throws InterruptedException {
    if (plan.builtKernel().isPresent()) {
      return plan;
    }
    return plan.tree().equals(AUTO)
        ? plan.onTree(SeriesBase.specification(read(plan), git, settings.directory()))
        : plan.onTree(place(plan.tree(), plan.patches()));
  }

  /** Reads the plan's own patches. */
  private PatchSeries read(CheckPlan plan) throws InterruptedException {
    return PatchReader.beside(".", settings.directory(), settings.stdin(), git)
        .choosing(plan.intake().choice())
        .read(plan.patches());
  }

  /**
   * Where a tree is that a user names, or does not name.
   *
   * @param tree what was given; {@link #HERE} if nothing was
   * @param patches what is to be applied to it
   * @throws BadInput if nothing was given and there is no kernel tree here
   */
  public String place(String tree, List<Path> patches) throws InterruptedException {
    if (!tree.equals(HERE)) {
      return revisionHere(tree).orElse(tree);
    }
    Path top =
        kernelTree(settings.directory())
            .orElseThrow(
                () ->
                    new BadInput(
                        "There is no kernel tree here.",
                        List.of(settings.directory() + " is not inside a kernel tree"),
                        "Change into one, or name one: --tree DIRECTORY, or --tree debian:newest for"
                            + " Debian's."));
    Optional<String> base = base(top, patches);
    return base.map(commit -> top + "@" + commit).orElse(top.toString());
  }

  /** The nearest directory, this one or one above it, that is the top of a kernel tree. */
  static Optional<Path> kernelTree(Path directory) {
    for (Path at = directory.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      if (isKernelTree(at)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  /** Whether a directory is the top of a kernel tree. */
  public static boolean isKernelTree(Path directory) {
    Path makefile = directory.resolve("Makefile");
    try {
      return Files.isRegularFile(directory.resolve("Kconfig"))
          && Files.isRegularFile(makefile)
          && Files.size(makefile) <= MOST_MAKEFILE
          && VERSION.matcher(Files.readString(makefile)).find();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * What commits of the tree's own repository are to be applied to: a patch that the tree holds
   * already would test nothing.
   */
  private Optional<String> base(Path top, List<Path> patches) throws InterruptedException {
    Optional<ForeignRepository> repository = ForeignRepository.at(top);
    if (repository.isEmpty() || patches.isEmpty()) {
      return Optional.empty();
    }
    String first = patches.get(0).toString();
    if (first.equals("-") || Files.exists(settings.directory().resolve(first))) {
      return Optional.empty();
    }
    Git.Call call = git.reading(repository.get());
    int dots = first.indexOf("..");
    if (dots < 0) {
      return commit(call, first + "^");
    }
    String from = dots == 0 ? "HEAD" : first.substring(0, dots);
    String to = first.substring(dots).replaceFirst("^\\.{2,3}", "");
    Optional<String> older = commit(call, from);
    Optional<String> younger = commit(call, to.isEmpty() ? "HEAD" : to);
    if (older.isEmpty() || younger.isEmpty()) {
      return Optional.empty();
    }
    Git.Result common = call.run("merge-base", older.get(), younger.get());
    return common.ok() ? Optional.of(common.text()) : Optional.empty();
  }

  /** A revision of the repository here, where nothing of that name lies here. */
  private Optional<String> revisionHere(String tree) throws InterruptedException {
    if (tree.contains(":") || tree.contains("@") || tree.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    Optional<Path> top = kernelTree(settings.directory());
    Optional<ForeignRepository> repository = top.flatMap(ForeignRepository::at);
    if (repository.isEmpty() || Files.exists(settings.directory().resolve(tree))) {
      return Optional.empty();
    }
    return commit(git.reading(repository.get()), tree).map(commit -> top.get() + "@" + tree);
  }

  private static Optional<String> commit(Git.Call call, String revision)
      throws InterruptedException {
    Git.Result found =
        call.run("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
    return found.ok() ? Optional.of(found.text()) : Optional.empty();
  }
}
