// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * Picks the commit whose answer says most.
 *
 * <p>While nothing stands in the way this is the commit that {@code git rev-list --bisect} picks,
 * down to how it breaks ties, so that a bug that always shows needs exactly git's verdicts. Around
 * commits that cannot be tested, the expected information is weighed with the chance that a commit
 * can be tested at all, which grows with its distance from those that could not.
 */
final class Halving {
  private final CommitGraph graph;
  private final int[] order;

  Halving(CommitGraph graph) {
    this.graph = graph;
    this.order = graph.topological();
  }

  /**
   * Picks the next commit.
   *
   * @param live the commits that may have brought the change
   * @param weights how probable each is, relative to the others
   * @param blocked commits that cannot be tested
   * @return nothing when no commit that could be tested would tell the live ones apart
   */
  OptionalInt pick(BitSet live, double[] weights, BitSet blocked) {
    double[] below = weightsBehind(live, weights);
    double all = 0;
    for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
      all += weights[i];
    }
    return live.intersects(blocked)
        ? mostInformative(live, below, all, blocked)
        : asGit(live, below, all);
  }

  /** For each live commit the weight of the live commits that it contains, itself included. */
  private double[] weightsBehind(BitSet live, double[] weights) {
    double[] below = new double[graph.size()];
    for (int commit : order) {
      if (!live.get(commit)) {
        continue;
      }
      int[] parents = liveParents(commit, live);
      if (parents.length <= 1) {
        below[commit] = weights[commit] + (parents.length == 1 ? below[parents[0]] : 0);
      } else {
        BitSet behind = graph.ancestors(commit);
        behind.and(live);
        below[commit] = behind.stream().mapToDouble(i -> weights[i]).sum();
      }
    }
    return below;
  }

  private int[] liveParents(int commit, BitSet live) {
    return Arrays.stream(graph.parents(commit)).filter(live::get).toArray();
  }

  /**
   * find_bisection() in git's bisect.c (2.39): the first merge that halves the range, else the
   * first other commit that does and is not a root, else the best of all; oldest first.
   */
  private OptionalInt asGit(BitSet live, double[] below, double all) {
    double tolerance = Math.max(1, Math.floor(all / 1024) - 1);
    for (int wanted = 2; wanted >= 1; wanted--) {
      for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
        if (Math.min(2, liveParents(i, live).length) == wanted
            && Math.abs(2 * below[i] - all) <= tolerance + 1e-6) {
          return below[i] < all - 1e-9 ? OptionalInt.of(i) : OptionalInt.empty();
        }
      }
    }
    int best = -1;
    double bestDistance = 1e-9;
    for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
      double distance = Math.min(below[i], all - below[i]);
      if (distance > bestDistance + 1e-9) {
        best = i;
        bestDistance = distance;
      }
    }
    return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
  }

  private static OptionalInt mostInformative(
      BitSet live, double[] below, double all, BitSet blocked) {
    int[] members = live.stream().toArray();
    int[] gap = distances(members, blocked);
    BitSet stuck = (BitSet) live.clone();
    stuck.and(blocked);
    // Each further blocked commit makes a long broken stretch more likely than single ones.
    double reach = Math.pow(3, Math.min(stuck.cardinality(), 20) - 1.0);
    int best = -1;
    double bestScore = 1e-12;
    for (int at = 0; at < members.length; at++) {
      double share = below[members[at]] / all;
      if (blocked.get(members[at]) || share <= 1e-12 || share >= 1 - 1e-12) {
        continue;
      }
      double score = entropy(share) * gap[at] / (reach + gap[at]);
      if (score > bestScore * (1 + 1e-12)) {
        best = members[at];
        bestScore = score;
      }
    }
    return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
  }

  /** How many places each commit is from the nearest one that could not be tested. */
  private static int[] distances(int[] members, BitSet blocked) {
    int[] gap = new int[members.length];
    int far = members.length;
    for (int at = 0, since = far; at < members.length; at++) {
      since = blocked.get(members[at]) ? 0 : Math.min(far, since + 1);
      gap[at] = since;
    }
    for (int at = members.length - 1, since = far; at >= 0; at--) {
      since = blocked.get(members[at]) ? 0 : Math.min(far, since + 1);
      gap[at] = Math.min(gap[at], since);
    }
    return gap;
  }

  private static double entropy(double share) {
    return -(share * Math.log(share) + (1 - share) * Math.log(1 - share));
  }
}
