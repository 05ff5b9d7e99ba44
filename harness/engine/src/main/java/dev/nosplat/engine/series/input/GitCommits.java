// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.source.Git;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Commits of a repository as patches: a range {@code A..B}, or one commit. */
final class GitCommits {
  private static final Pattern MESSAGE_ID =
      Pattern.compile("<?[^\\s<>@/]+@[^\\s<>@/]+\\.[^\\s<>@/]+>?");

  /** Two dots that are a path's way up and no range. */
  private static final Pattern WAY_UP = Pattern.compile("(?:^|/)\\.\\.(?=/|$)");

  private final Git git;
  private final Optional<Path> repository;

  GitCommits(Git git, Optional<Path> repository) {
    this.git = git;
    this.repository = repository;
  }

  /**
   * Reads what names no file.
   *
   * @throws BadInput if it names no commit either
   */
  PatchSeries read(String input, PatchFile file) throws InterruptedException {
    int at = input.indexOf('@');
    boolean elsewhere = at > 0 && Files.isDirectory(Path.of(input.substring(0, at)));
    Optional<Path> where = elsewhere ? Optional.of(Path.of(input.substring(0, at))) : repository;
    String commits = elsewhere ? input.substring(at + 1) : input;
    boolean range = WAY_UP.matcher(commits).replaceAll("").contains("..");
    if (where.isEmpty() || !range && !isCommit(where.get(), commits)) {
      throw nothing(input, where);
    }
    Git.Result written = range ? write(where.get(), commits) : write(where.get(), "-1", commits);
    if (!written.ok()) {
      throw new BadInput(
          "The range " + commits + " cannot be read from " + where.get() + ".",
          written.complaints(),
          "Write A..B with revisions that are in that repository.");
    }
    if (written.out().length == 0) {
      throw new BadInput(
          (range ? "The range " : "The commit ")
              + commits
              + " of "
              + where.get()
              + " holds no patches.",
          List.of(
              range
                  ? "every commit of it is a merge, or B is no younger than A"
                  : "it is a merge, or empty"),
          "Write A..B with A the older one; merges are left out.");
    }
    return file.text(written.out(), commits, 1, true);
  }

  private boolean isCommit(Path where, String revision) throws InterruptedException {
    return git.reading(where)
        .run("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
        .ok();
  }

  private static BadInput nothing(String input, Optional<Path> where) {
    if (MESSAGE_ID.matcher(input).matches()) {
      return new BadInput(
          "There is no patch file " + input + ".",
          List.of("it looks like a Message-ID"),
          "Write lore:" + input.replaceAll("[<>]", "") + " to fetch it.");
    }
    return new BadInput(
        "There is no patch file " + input + ".",
        List.of(
            where.isPresent()
                ? "nor is it a commit of " + where.get()
                : "a commit or a range A..B would need a tree that is a git repository"),
        "Check the name, or write /path/to/repository@A..B.");
  }

  private Git.Result write(Path where, String... commits) throws InterruptedException {
    String[] fixed = {
      "format-patch",
      "--stdout",
      "--full-index",
      "--binary",
      "--no-signature",
      "--no-ext-diff",
      "--no-textconv",
      "--no-cover-letter",
      "--no-attach",
      "--no-encode-email-headers",
      "--src-prefix=a/",
      "--dst-prefix=b/"
    };
    boolean one = commits.length > 1;
    String[] all = new String[fixed.length + commits.length + 1];
    System.arraycopy(fixed, 0, all, 0, fixed.length);
    int next = fixed.length;
    if (one) {
      all[next++] = commits[0];
    }
    all[next++] = "--end-of-options";
    all[next] = commits[commits.length - 1];
    return git.reading(where).run(all);
  }
}
