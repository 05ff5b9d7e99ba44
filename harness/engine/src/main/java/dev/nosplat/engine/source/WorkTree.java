// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One checkout, locked for as long as this is open. It has no {@code .git}: the kernel's build must
 * not find one. What a killed process left half done is finished by the next {@link #moveTo}.
 */
public final class WorkTree implements AutoCloseable {
  private final ObjectStore store;
  private final Path top;
  private final Path index;
  private static final int SHOWN = 5;

  private final FileGuard guard;

  WorkTree(ObjectStore store, Path home, FileGuard guard) {
    this.store = store;
    this.top = home.resolve("linux");
    this.index = home.resolve("index");
    this.guard = guard;
  }

  /** The top of the kernel tree. */
  public Path path() {
    return top;
  }

  /**
   * Makes the checkout hold exactly this tree. A file whose content stays keeps its modification
   * time; one whose content changes gets the time of the change, so make sees it either way.
   */
  public void moveTo(String treeId, Progress progress) throws InterruptedException {
    progress.begin("checking out " + treeId.substring(0, 12));
    try {
      // A killed git left it; the guard says that none is running.
      Files.deleteIfExists(Path.of(index + ".lock"));
    } catch (IOException e) {
      throw store.unusable(e);
    }
    if (read("-q", treeId) && clean()) {
      return;
    }
    // An index cut short by a crash of the machine: start over, every file is compared.
    progress.say("the checkout " + top + " is damaged: making it anew");
    try {
      Files.deleteIfExists(index);
    } catch (IOException e) {
      throw store.unusable(e);
    }
    String[] arguments = {"read-tree", "--reset", "-u", treeId};
    Git.Result again = call().run(arguments);
    if (!again.ok() || !clean()) {
      throw failed(treeId, again);
    }
  }

  private boolean read(String quiet, String treeId) throws InterruptedException {
    if (Files.exists(index)) {
      // A file that only looks changed, because its owner did, keeps its time.
      call().run("update-index", quiet, "--refresh");
    }
    return call().run("read-tree", "--reset", "-u", treeId).ok();
  }

  /** Removes what no tree put there: a stray header would be found by the build. */
  private boolean clean() throws InterruptedException {
    return call().run("clean", "-q", "-f", "-f", "-d", "-x").ok();
  }

  private Git.Call call() {
    return store.git().workTree(top).index(index);
  }

  private Problem failed(String treeId, Git.Result result) {
    List<String> invalid =
        result.complaints().stream().filter(line -> line.contains("invalid path")).toList();
    if (!invalid.isEmpty()) {
      // A tree object may hold any name; git's verify_path() decides what may become a file.
      return new BadInput(
          "The tree holds a path that git does not check out.",
          invalid.subList(0, Math.min(invalid.size(), SHOWN)),
          "Look at where the tree comes from: no kernel has such a file.");
    }
    List<String> evidence = new ArrayList<>(result.complaints());
    evidence.add("in " + top);
    return new InfraFailed(
        "The checkout cannot be brought to tree " + treeId + ".",
        evidence,
        "See that the disk has room and the directory is writable; deleting it is safe.");
  }

  @Override
  public void close() {
    guard.close();
  }
}
