// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checkouts that kernels are built from: one per lineage, kept between runs. */
public final class WorkTrees {
  private final ObjectStore store;
  private final Path directory;

  /** The work trees of a store, below its cache directory in {@code checkouts}. */
  public WorkTrees(ObjectStore store) {
    this.store = store;
    this.directory = store.cache().resolve("checkouts");
  }

  /**
   * Brings a lineage's checkout to a tree and holds it there. Waits while another process holds it.
   *
   * @param lineage whose checkout is taken
   * @param treeId what it is to hold, for example the result of a series applied to that tree
   * @return the checkout; nobody else moves it until it is closed
   */
  public WorkTree checkout(ResolvedTree lineage, String treeId, Progress progress)
      throws InterruptedException {
    Path home = directory.resolve(lineage.lineage());
    FileGuard guard =
        FileGuard.acquire(home.resolve("lock"), "the checkout " + home.getFileName(), progress);
    boolean held = false;
    try {
      Files.createDirectories(home.resolve("linux"));
      WorkTree tree = new WorkTree(store, home, guard);
      tree.moveTo(treeId, progress);
      held = true;
      return tree;
    } catch (IOException e) {
      throw store.unusable(e);
    } finally {
      if (!held) {
        guard.close();
      }
    }
  }
}
