// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A git repository on this machine, read through its object store. */
final class GitSource {
  private static final int SHOWN = 10;

  private final ObjectStore store;
  private final Repository repository;

  private GitSource(ObjectStore store, Repository repository) {
    this.store = store;
    this.repository = repository;
  }

  /**
   * Where a repository keeps things.
   *
   * @param path where the user said it is
   * @param gitDirectory of this work tree
   * @param objects its object directory, perhaps shared with other work trees
   * @param bare whether it has no work tree
   */
  record Repository(Path path, Path gitDirectory, Path objects, boolean bare) {}

  /** The repository whose top, or whose bare directory, this path is; empty if it is none. */
  static Optional<GitSource> at(ObjectStore store, Path path) throws InterruptedException {
    Git.Result found =
        store
            .host()
            .in(path)
            .run(
                "rev-parse",
                "--path-format=absolute",
                "--is-bare-repository",
                "--git-dir",
                "--git-path",
                "objects",
                "--show-prefix");
    if (!found.ok()) {
      if (found.err().contains("not a git repository")) {
        return Optional.empty();
      }
      throw new BadInput(
          "Git refuses to read the repository at " + path + ".",
          found.complaints(),
          "Do what git says there, or give a copy of the directory without its .git.");
    }
    List<String> lines = found.lines();
    boolean bare = lines.get(0).equals("true");
    Path gitDirectory = Path.of(lines.get(1));
    boolean inside = lines.size() > 3 && !lines.get(3).isEmpty();
    if (inside || (bare && !same(gitDirectory, path))) {
      return Optional.empty(); // Some directory inside a repository of something else.
    }
    Repository repository = new Repository(path, gitDirectory, Path.of(lines.get(2)), bare);
    return Optional.of(new GitSource(store, repository));
  }

  private static boolean same(Path a, Path b) {
    try {
      return Files.isSameFile(a, b);
    } catch (IOException e) {
      return false;
    }
  }

  /** The commit that a revision names, its objects borrowed. */
  String commit(String revision) throws InterruptedException {
    Git.Result found =
        store
            .host()
            .in(repository.path())
            .run("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
    if (!found.ok()) {
      throw unknown(revision);
    }
    store.borrow(repository.objects());
    return found.text();
  }

  private BadInput unknown(String revision) throws InterruptedException {
    Git.Call git = store.host().in(repository.path());
    List<String> names =
        git.run(
                "for-each-ref",
                "--format=%(refname:lstrip=2)",
                "refs/tags",
                "refs/heads",
                "refs/remotes")
            .lines();
    if (names.isEmpty() && revision.equals("HEAD")) {
      return new BadInput(
          "The repository at " + repository.path() + " has no commit yet.",
          List.of(),
          "Commit the tree, or give a directory without a .git.");
    }
    return new BadInput(
        "There is no revision " + revision + " in " + repository.path() + ".",
        NearestNames.evidence(revision, names),
        "Name one of those, or fetch the revision into the repository first.");
  }

  /** What stops the checkout's current commit from meaning anything, if something does. */
  void refuseUnfinished() throws InterruptedException {
    List<String> unfinished = new ArrayList<>();
    for (String[] mark :
        new String[][] {
          {"MERGE_HEAD", "merge"},
          {"CHERRY_PICK_HEAD", "cherry-pick"},
          {"REVERT_HEAD", "revert"},
          {"rebase-merge", "rebase"},
          {"rebase-apply", "rebase or am"}
        }) {
      if (Files.exists(repository.gitDirectory().resolve(mark[0]))) {
        unfinished.add(mark[1]);
      }
    }
    if (unfinished.isEmpty()) {
      return;
    }
    List<String> conflicts =
        store
            .host()
            .in(repository.path())
            .run("diff", "--name-only", "--diff-filter=U", "-z")
            .records();
    List<String> evidence = new ArrayList<>();
    conflicts.stream().limit(SHOWN).forEach(file -> evidence.add("unmerged: " + file));
    if (evidence.isEmpty()) {
      evidence.add("no file is unmerged, but the " + unfinished.get(0) + " was not concluded");
    }
    throw new BadInput(
        "The checkout at "
            + repository.path()
            + " is in the middle of a "
            + unfinished.get(0)
            + ".",
        evidence,
        "Finish or abort it, or name the commit that is meant: " + repository.path() + "@HEAD.");
  }

  /** The files that the current commit does not have as they are now; ignored ones not counted. */
  List<String> uncommitted() throws InterruptedException {
    if (repository.bare()) {
      return List.of();
    }
    return store
        .host()
        .in(repository.path())
        .setting("core.fsmonitor=false")
        .run("status", "--porcelain", "-z", "--no-renames", "--untracked-files=no")
        .records();
  }

  /**
   * The work tree as it is now, as a commit on top of the current one. Everything but ignored files
   * is in it. New objects go to our store, and the index that is filled is a copy.
   */
  String snapshot(String head, Progress progress) throws InterruptedException {
    if (repository.bare()) {
      throw new BadInput(
          "The repository at " + repository.path() + " is bare: it has no uncommitted changes.",
          List.of(),
          "Leave --dirty out.");
    }
    progress.begin("reading the uncommitted changes of " + repository.path());
    try (FileGuard guard = store.importing(progress)) {
      Path index = Files.createTempFile(store.scratch(), "dirty", ".index");
      try {
        Path theirs = repository.gitDirectory().resolve("index");
        if (Files.exists(theirs)) {
          // Its stat data spare git from reading every file again.
          Files.copy(theirs, index, StandardCopyOption.REPLACE_EXISTING);
        } else {
          Files.delete(index);
        }
        add(index);
        String tree = call(index).get("write-tree");
        return store.commit(tree, "Uncommitted changes on " + head + "\n", List.of(head));
      } finally {
        Files.deleteIfExists(index);
        Files.deleteIfExists(Path.of(index + ".lock"));
      }
    } catch (IOException e) {
      throw store.unusable(e);
    }
  }

  private void add(Path index) throws InterruptedException {
    Git.Result added = call(index).run("add", "--all", "--", ".");
    if (!added.ok()) {
      throw new BadInput(
          "The uncommitted changes of " + repository.path() + " cannot be read.",
          added.complaints(),
          "See that every file there can be read, or commit what is meant.");
    }
  }

  private Git.Call call(Path index) {
    return store
        .host()
        .in(repository.path())
        .setting("core.splitIndex=false")
        .setting("core.fsmonitor=false")
        .setting("core.untrackedCache=false")
        .with("GIT_OBJECT_DIRECTORY", store.repository().resolve("objects").toString())
        .with("GIT_ALTERNATE_OBJECT_DIRECTORIES", quoted(repository.objects()))
        .index(index);
  }

  /** That variable is a list: a path with a colon must be quoted. */
  private static String quoted(Path path) {
    return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
