// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.history;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.bisect.search.CommitGraph;
import dev.nosplat.engine.bisect.search.Point;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is searched: the range, and what it starts from.
 *
 * @param graph how the commits build on each other
 * @param commits one revision for each number of the graph
 * @param olds the old end, then the merge bases where the ends contain each other in neither
 *     direction
 * @param unit what one commit is called: {@code commit}, {@code release} or {@code patch}
 */
public record History(CommitGraph graph, List<Revision> commits, List<Revision> olds, String unit) {

  public History {
    commits = List.copyOf(commits);
    olds = List.copyOf(olds);
    if (commits.size() != graph.size()) {
      throw new IllegalArgumentException("every commit needs one revision");
    }
  }

  /** The revision at a point. */
  public Revision at(Point point) {
    if (point instanceof Point.Commit commit) {
      return commits.get(commit.index());
    }
    return olds.get(((Point.Old) point).index());
  }

  /** The point with this id, if it is one of this history's. */
  public Optional<Point> find(String id) {
    for (int i = 0; i < olds.size(); i++) {
      if (olds.get(i).id().equals(id)) {
        return Optional.of(new Point.Old(i));
      }
    }
    for (int i = 0; i < commits.size(); i++) {
      if (commits.get(i).id().equals(id)) {
        return Optional.of(new Point.Commit(i));
      }
    }
    return Optional.empty();
  }

  /** SHA-256 over every id and parent: equal for the same range, whenever it was read. */
  public String digest() {
    StringBuilder all = new StringBuilder();
    olds.forEach(old -> all.append(old.id()).append('\n'));
    for (int i = 0; i < commits.size(); i++) {
      all.append(commits.get(i).id()).append(Arrays.toString(graph.parents(i))).append('\n');
    }
    return Digest.of(all.toString()).hex();
  }
}
