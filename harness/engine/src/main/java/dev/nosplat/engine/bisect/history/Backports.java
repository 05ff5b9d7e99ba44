// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.history;

import dev.nosplat.engine.source.Git;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds one repository's commit in another tree, where it may have another id.
 *
 * @param git the host's git
 * @param origin the repository that has the commit
 */
public record Backports(Git git, Path origin) {

  /**
   * The same change elsewhere.
   *
   * @param id the commit there
   * @param how how it was recognised, for a report
   */
  public record Match(String id, String how) {}

  /** The change in another tree's history, if it is there. */
  public Optional<Match> find(String commit, Path tree, String tip) throws InterruptedException {
    if (git.reading(tree).run("merge-base", "--is-ancestor", commit, tip).ok()) {
      return Optional.of(new Match(commit, "the same commit"));
    }
    Optional<Match> named = named(commit, tree, tip);
    if (named.isPresent()) {
      return named;
    }
    List<String> candidates = touchingTheSameFiles(commit, tree, tip);
    Optional<String> wanted = patchId(origin, commit);
    for (String candidate : candidates) {
      if (wanted.isPresent() && patchId(tree, candidate).equals(wanted)) {
        return Optional.of(new Match(candidate, "by patch-id"));
      }
    }
    String subject = subject(origin, commit);
    for (String candidate : candidates) {
      if (subject(tree, candidate).equals(subject)) {
        return Optional.of(new Match(candidate, "by subject"));
      }
    }
    return Optional.empty();
  }

  /** The ways in which stable trees and {@code cherry-pick -x} name what they took. */
  private Optional<Match> named(String commit, Path tree, String tip) throws InterruptedException {
    String pattern =
        "^(\\[ Upstream commit |commit |\\(cherry picked from commit )"
            + commit
            + "( \\]| upstream|\\))";
    List<String> found =
        git.reading(tree).run("log", "-1", "--format=%H", "-E", "--grep=" + pattern, tip).lines();
    return found.stream().findFirst().map(id -> new Match(id, "it names the commit"));
  }

  /** Nobody backports a change before it was written, so older commits are not looked at. */
  private List<String> touchingTheSameFiles(String commit, Path tree, String tip)
      throws InterruptedException {
    List<String> files =
        git.reading(origin)
            .run("diff-tree", "-r", "--root", "--no-commit-id", "--name-only", "-z", commit)
            .records();
    String date = git.reading(origin).get("log", "-1", "--format=%aI", commit);
    List<String> arguments =
        new ArrayList<>(List.of("log", "--no-merges", "--format=%H", "--since=" + date, tip, "--"));
    files.forEach(file -> arguments.add(":(literal)" + file));
    return git.reading(tree).run(arguments.toArray(String[]::new)).lines();
  }

  private Optional<String> patchId(Path repository, String commit) throws InterruptedException {
    Git.Result patch =
        git.reading(repository).run("diff-tree", "--root", "-p", "--no-ext-diff", commit);
    Git.Result id = git.reading(repository).input(patch.out()).run("patch-id", "--stable");
    return id.text().isEmpty() ? Optional.empty() : Optional.of(id.text().split(" ")[0]);
  }

  private String subject(Path repository, String commit) throws InterruptedException {
    return git.reading(repository).get("log", "-1", "--no-color", "--format=%s", commit);
  }
}
