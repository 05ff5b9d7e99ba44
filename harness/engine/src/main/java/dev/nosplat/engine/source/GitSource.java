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
  private final ForeignRepository repository;

  private GitSource(ObjectStore store, ForeignRepository repository) {
    this.store = store;
    this.repository = repository;
  }

  /** The repository whose work tree this is; empty if it is none. */
  static Optional<GitSource> at(ObjectStore store, Path path) {
    return ForeignRepository.at(path).map(found -> new GitSource(store, found));
  }

  /**
   * The repository that the user says is here, with a work tree or bare.
   *
   * @throws BadInput if there is none
   */
  static GitSource named(ObjectStore store, Path path) {
    return new GitSource(store, ForeignRepository.named(path));
  }

  private Git.Call call() {
    return store.host().reading(repository);
  }

  /** A call that compares their work tree with a copy of their index. */
  private Git.Call comparing() {
    return call().withTheirIndex().workTree(repository.path());
  }

  /** The commit that a revision names, its objects borrowed. */
  String commit(String revision) throws InterruptedException {
    Git.Result found =
        call().run("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
    if (!found.ok()) {
      throw unknown(revision);
    }
    store.borrow(repository.objects());
    return found.text();
  }

  private BadInput unknown(String revision) throws InterruptedException {
    List<String> names =
        call()
            .run(
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
        comparing()
            .run("diff", "--name-only", "--diff-filter=U", "--ignore-submodules=all", "-z")
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
    return comparing()
        .run(
            "status",
            "--porcelain",
            "-z",
            "--no-renames",
            "--untracked-files=no",
            "--ignore-submodules=all")
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
        if (Files.isRegularFile(theirs)) {
          // Its stat data spare git from reading every file again.
          Files.copy(theirs, index, StandardCopyOption.REPLACE_EXISTING);
        } else {
          Files.delete(index);
        }
        add(index);
        String tree = filling(index).get("write-tree");
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
    Git.Result added =
        WorkTreeFiles.into(() -> filling(index), List.of("--exclude-standard"), List.of());
    if (!added.ok()) {
      throw new BadInput(
          "The uncommitted changes of " + repository.path() + " cannot be read.",
          added.complaints(),
          "See that every file there can be read, or commit what is meant.");
    }
  }

  private Git.Call filling(Path index) {
    return comparing()
        .with("GIT_OBJECT_DIRECTORY", store.repository().resolve("objects").toString())
        .with("GIT_ALTERNATE_OBJECT_DIRECTORIES", repository.alternate())
        .index(index);
  }
}
