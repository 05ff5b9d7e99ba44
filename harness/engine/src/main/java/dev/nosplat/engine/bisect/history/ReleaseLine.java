// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.history;

import dev.nosplat.engine.bisect.search.CommitGraph;
import dev.nosplat.engine.problem.BadInput;
import java.util.HashSet;
import java.util.List;

/** Releases without git history between them: Debian source packages, archives, directories. */
public final class ReleaseLine {
  private ReleaseLine() {}

  /**
   * A line of releases.
   *
   * @param trees tree specifications, oldest first; the first is the old end
   * @throws BadInput if there are fewer than two, or one is named twice
   */
  public static History of(List<String> trees) {
    if (trees.size() < 2) {
      throw new BadInput(
          "A line of releases needs at least two.",
          trees,
          "Name more with --release, oldest first.");
    }
    if (new HashSet<>(trees).size() < trees.size()) {
      throw new BadInput(
          "A release is named twice.", trees, "Name every release once, oldest first.");
    }
    List<Revision> all =
        trees.stream()
            .map(tree -> new Revision(tree, tree, List.of(), "release " + tree, "", ""))
            .toList();
    return new History(
        CommitGraph.line(all.size() - 1), all.subList(1, all.size()), all.subList(0, 1), "release");
  }
}
