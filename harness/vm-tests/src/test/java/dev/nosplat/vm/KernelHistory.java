// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.source.ContainerApt;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.ResolvedTree;
import dev.nosplat.engine.source.Sources;
import dev.nosplat.engine.toolchain.Toolchain;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A git history over a real kernel tree, the newest that Debian packages. It is made of objects
 * alone, without a checkout, and borrows the tree's own objects from the object store.
 */
final class KernelHistory {
  private static final String CONTROL = "patches/controls/srcu-wait-type.patch";

  private final Path repository;
  private final Git git;
  private final Sources sources;
  private final List<String> commits = new ArrayList<>();
  private long minute;

  private KernelHistory(Path repository, Git git, Sources sources) {
    this.repository = repository;
    this.git = git;
    this.sources = sources;
  }

  /** A history whose first commit is the untouched tree. */
  static KernelHistory begin(Path repository) throws Exception {
    Settings settings = Settings.ofProcess();
    Path cache = settings.home().cache();
    Git git = new Git("git", settings.environment());
    ObjectStore store = ObjectStore.open(cache.resolve("sources"), git);
    Toolchain toolchain =
        Toolchain.connect(PackedResources.read("Dockerfile"), cache, settings.environment());
    Sources sources =
        new Sources(
            store,
            settings.directory(),
            new ContainerApt(toolchain, cache.resolve("apt"), settings.clock()));
    ResolvedTree tree = sources.resolve("debian:newest", Progress.silent());
    Files.createDirectories(repository);
    git.of(repository).get("init", "--quiet", "--bare", repository.toString());
    String objects =
        store.git().get("rev-parse", "--path-format=absolute", "--git-path", "objects");
    Files.writeString(repository.resolve("objects/info/alternates"), objects + "\n");
    KernelHistory history = new KernelHistory(repository, git, sources);
    history.commits.add(history.call().get("commit-tree", tree.treeId(), "-m", "Import the tree"));
    history.call().get("read-tree", tree.treeId());
    return history;
  }

  /** Commits an edit of one file. */
  KernelHistory edit(String subject, String file, UnaryOperator<String> change) throws Exception {
    String before =
        new String(
            call().run("cat-file", "blob", tip() + ":" + file).out(), StandardCharsets.UTF_8);
    String blob =
        call()
            .input(change.apply(before).getBytes(StandardCharsets.UTF_8))
            .get("hash-object", "-w", "--stdin");
    call().get("update-index", "--cacheinfo", "100644," + blob + "," + file);
    return commit(subject);
  }

  /** Commits text at a file's end. */
  KernelHistory append(String subject, String file, String text) throws Exception {
    return edit(subject, file, before -> before + text);
  }

  /** Commits the control; {@code change} may alter it first. */
  KernelHistory plantControl(String subject, UnaryOperator<String> change) throws Exception {
    String patch = change.apply(new String(PackedResources.read(CONTROL), StandardCharsets.UTF_8));
    call().input(patch.getBytes(StandardCharsets.UTF_8)).get("apply", "--cached", "--recount", "-");
    return commit(subject);
  }

  /** Commits what takes a file back to what it was in the first commit. */
  KernelHistory restore(String subject, String file) throws Exception {
    call().get("read-tree", tip());
    String first = call().get("rev-parse", commits.get(0) + ":" + file);
    call().get("update-index", "--cacheinfo", "100644," + first + "," + file);
    return commit(subject);
  }

  /** Lets time pass: the next commit is that much younger. */
  KernelHistory later(int minutes) {
    minute += minutes;
    return this;
  }

  /**
   * Checks a commit out, as a user who has a clone would.
   *
   * @param directory made here
   * @return git in that directory
   */
  Git.Call checkOut(Path directory, String commit) throws Exception {
    Path gitDirectory = Files.createDirectory(directory).resolve(".git");
    Git.Call here = git.of(gitDirectory).workTree(directory);
    here.get("init", "--quiet");
    Files.writeString(directory.resolve(".git/objects/info/alternates"), repository + "/objects\n");
    here.get("checkout", "--quiet", "--detach", commit);
    return here;
  }

  /** Removes the checkout and the build directory of this history: nobody will use them again. */
  void forget() throws Exception {
    Path cache = Settings.ofProcess().home().cache();
    String lineage = sources.resolve(repository + "@" + tip(), Progress.silent()).lineage();
    for (String home : List.of("build", "sources/checkouts")) {
      try (DirectoryStream<Path> left =
          Files.newDirectoryStream(cache.resolve(home), lineage + "*")) {
        for (Path path : left) {
          Trees.delete(path);
        }
      }
    }
  }

  String tip() {
    return commits.get(commits.size() - 1);
  }

  /** The nth commit; 0 is the untouched tree. */
  String commit(int n) {
    return commits.get(n);
  }

  Path repository() {
    return repository;
  }

  Git git() {
    return git;
  }

  private KernelHistory commit(String subject) throws Exception {
    String tree = call().get("write-tree");
    commits.add(call().get("commit-tree", tree, "-p", tip(), "-m", subject));
    return this;
  }

  private Git.Call call() {
    String time = (1_790_000_000L + 60L * (minute + commits.size())) + " +0000";
    return git.of(repository)
        .index(repository.resolve("index"))
        .with("GIT_AUTHOR_NAME", "A. Author")
        .with("GIT_AUTHOR_EMAIL", "author@example.org")
        .with("GIT_AUTHOR_DATE", time)
        .with("GIT_COMMITTER_NAME", "A. Committer")
        .with("GIT_COMMITTER_EMAIL", "committer@example.org")
        .with("GIT_COMMITTER_DATE", time);
  }
}
