// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A made-up history with one bug, and everything that gets in its finder's way.
 *
 * @param graph the commits, in the order of their dates
 * @param culprit the commit that brought the bug
 * @param rate the share of runs in which the bug shows
 * @param broken commits that cannot be tested, with how each fails
 * @param otherBug commits that also have another bug
 * @param otherRate the share of runs in which the other bug shows first and hides the target
 */
record GeneratedHistory(
    CommitGraph graph,
    int culprit,
    double rate,
    Map<Integer, Reading> broken,
    BitSet otherBug,
    double otherRate) {

  /** What one run of a commit reads. */
  Reading run(int commit, Random random) {
    Reading failure = broken.get(commit);
    if (failure != null) {
      return failure;
    }
    if (otherBug.get(commit) && random.nextDouble() < otherRate) {
      return Reading.OTHER_SPLAT;
    }
    return hasBug(commit) && random.nextDouble() < rate ? Reading.SHOWN : Reading.CLEAN;
  }

  boolean hasBug(int commit) {
    return graph.ancestors(commit).get(culprit);
  }

  /** Every commit on one line. */
  static GeneratedHistory linear(Random random, double rate) {
    return plain(CommitGraph.line(size(random)), random, rate);
  }

  /** A main line with topic branches that fork anywhere and are merged back. */
  static GeneratedHistory merges(Random random, double rate) {
    return plain(branchy(random, size(random)), random, rate);
  }

  /** The same history with stretches in which nothing can be tested. */
  GeneratedHistory withBrokenStretches(Random random) {
    Map<Integer, Reading> failures = new TreeMap<>();
    Reading[] kinds = {
      Reading.NO_BUILD, Reading.NO_BOOT, Reading.OTHER_SPLAT, Reading.INCONCLUSIVE
    };
    int stretches = 1 + random.nextInt(3);
    for (int s = 0; s < stretches; s++) {
      int length = 1 + random.nextInt(Math.max(1, graph.size() / 8));
      int start = random.nextInt(graph.size());
      Reading kind = kinds[random.nextInt(kinds.length)];
      for (int i = start; i < Math.min(graph.size() - 1, start + length); i++) {
        failures.put(i, kind);
      }
    }
    return new GeneratedHistory(graph, culprit, rate, failures, otherBug, otherRate);
  }

  /** The same history with another bug that comes, hides the target at times, and is fixed. */
  GeneratedHistory withOtherBug(Random random) {
    int from = random.nextInt(graph.size());
    int until = random.nextInt(graph.size());
    BitSet affected = new BitSet();
    for (int i = 0; i < graph.size() - 1; i++) {
      BitSet behind = graph.ancestors(i);
      affected.set(i, behind.get(from) && !behind.get(until));
    }
    double often = 0.2 + 0.8 * random.nextDouble();
    return new GeneratedHistory(graph, culprit, rate, broken, affected, often);
  }

  private static GeneratedHistory plain(CommitGraph graph, Random random, double rate) {
    int culprit = random.nextInt(graph.size());
    return new GeneratedHistory(graph, culprit, rate, Map.of(), new BitSet(), 0);
  }

  /** Spread evenly over the orders of magnitude from 2 to 1,000. */
  private static int size(Random random) {
    return (int) Math.round(2 * Math.pow(500, random.nextDouble()));
  }

  private static CommitGraph branchy(Random random, int size) {
    List<int[]> parents = new ArrayList<>();
    int main = -1;
    List<Integer> topics = new ArrayList<>();
    while (parents.size() < size - 1 || !topics.isEmpty()) {
      int next = parents.size();
      int choice = random.nextInt(10);
      boolean closing = next >= size - 1;
      if (!topics.isEmpty() && (closing || choice == 0)) {
        int topic = topics.remove(random.nextInt(topics.size()));
        parents.add(main < 0 ? new int[] {topic} : new int[] {main, topic});
        main = next;
      } else if (choice == 1 && next > 0) {
        // A topic may also start from the old end, outside the range.
        int fork = random.nextInt(next + 1) - 1;
        parents.add(fork < 0 ? new int[0] : new int[] {fork});
        topics.add(next);
      } else if (!topics.isEmpty() && choice < 6) {
        int at = random.nextInt(topics.size());
        parents.add(new int[] {topics.get(at)});
        topics.set(at, next);
      } else {
        parents.add(main < 0 ? new int[0] : new int[] {main});
        main = next;
      }
    }
    if (main != parents.size() - 1) {
      parents.add(new int[] {main});
    }
    return headed(parents);
  }

  /** Forks from commits that were later left behind can leave heads: one last merge takes them. */
  private static CommitGraph headed(List<int[]> parents) {
    BitSet heads = new BitSet();
    heads.set(0, parents.size());
    parents.forEach(each -> java.util.Arrays.stream(each).forEach(heads::clear));
    if (heads.cardinality() > 1) {
      parents.add(heads.stream().toArray());
    }
    return new CommitGraph(parents);
  }
}
