// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How probable it is, after every run so far, that each commit brought the change, together with
 * the rate at which the bug shows.
 *
 * <p>Beside the commits of the range there are two more hypotheses: the change is older than the
 * range (the old end has it already), or newer (the new end does not have it). Commits that no run
 * has told apart share one entry, so the work per run depends on the commits that were run and not
 * on the length of the history.
 */
final class Posterior {
  private static final int BEFORE = 0;
  private static final int NEVER = 1;

  private final CommitGraph graph;
  private final boolean bugIsNew;
  private final double falseSplat;
  private final Rates rates = new Rates();
  private final int[] groupOf;
  private final List<double[]> logs = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();
  private final Map<Integer, BitSet> ancestors = new HashMap<>();
  private double[] probability = {};
  private double meanRate;

  /**
   * Starts from the prior.
   *
   * @param bugIsNew true when the bug came with the change, false when the change removed it
   * @param falseSplat probability of the target splat on a kernel without the bug
   * @param wrongEnd prior of each of the two hypotheses that an end is wrong
   */
  Posterior(CommitGraph graph, boolean bugIsNew, double falseSplat, double wrongEnd) {
    this.graph = graph;
    this.bugIsNew = bugIsNew;
    this.falseSplat = falseSplat;
    this.groupOf = new int[graph.size()];
    Arrays.fill(groupOf, NEVER + 1);
    addGroup(0, wrongEnd);
    addGroup(0, wrongEnd);
    addGroup(graph.size(), 1 - 2 * wrongEnd);
    update();
  }

  /** Takes one decisive run of a commit of the range. */
  void observe(int commit, boolean shown) {
    BitSet behind = ancestors.get(commit);
    if (behind == null) {
      behind = graph.ancestors(commit);
      ancestors.put(commit, behind);
      split(behind);
    }
    boolean[] changed = new boolean[logs.size()];
    changed[BEFORE] = true;
    for (int i = 0; i < groupOf.length; i++) {
      changed[groupOf[i]] = behind.get(i);
    }
    add(changed, shown);
  }

  /** Takes one decisive run of the old end, which has the change only if it came before. */
  void observeOldEnd(boolean shown) {
    boolean[] changed = new boolean[logs.size()];
    changed[BEFORE] = true;
    add(changed, shown);
  }

  /** The probability that this commit, which was run, has the change. */
  double changed(int commit) {
    BitSet behind = ancestors.get(commit);
    if (behind == null) {
      throw new IllegalArgumentException("commit " + commit + " was never run");
    }
    double sum = probability[BEFORE];
    for (int i = behind.nextSetBit(0); i >= 0; i = behind.nextSetBit(i + 1)) {
      sum += culprit(i);
    }
    return sum;
  }

  /** What {@link CommitGraph#ancestors} says of a commit that was run. */
  BitSet behind(int commit) {
    BitSet behind = ancestors.get(commit);
    return behind == null ? graph.ancestors(commit) : behind;
  }

  /** The probability that this commit brought the change. */
  double culprit(int commit) {
    int group = groupOf[commit];
    return probability[group] / sizes.get(group);
  }

  /** The probability that the change is older than the range. */
  double before() {
    return probability[BEFORE];
  }

  /** The probability that the change is not in the range's new end. */
  double never() {
    return probability[NEVER];
  }

  /** The expected share of runs in which a kernel with the bug shows it. */
  double rate() {
    return meanRate;
  }

  private void addGroup(int size, double prior) {
    double[] log = new double[rates.count()];
    for (int j = 0; j < log.length; j++) {
      log[j] = Math.log(prior) + rates.logPrior(j);
    }
    logs.add(log);
    sizes.add(size);
  }

  /** Gives the commits of each group that lie behind the newly run commit a group of their own. */
  private void split(BitSet behind) {
    Map<Integer, Integer> moved = new HashMap<>();
    int[] inside = new int[logs.size()];
    for (int i = behind.nextSetBit(0); i >= 0; i = behind.nextSetBit(i + 1)) {
      inside[groupOf[i]]++;
    }
    for (int group = NEVER + 1; group < inside.length; group++) {
      int all = sizes.get(group);
      if (inside[group] > 0 && inside[group] < all) {
        moved.put(group, logs.size());
        logs.add(shifted(logs.get(group), Math.log((double) inside[group] / all)));
        sizes.add(inside[group]);
        logs.set(group, shifted(logs.get(group), Math.log(1 - (double) inside[group] / all)));
        sizes.set(group, all - inside[group]);
      }
    }
    for (int i = behind.nextSetBit(0); i >= 0; i = behind.nextSetBit(i + 1)) {
      groupOf[i] = moved.getOrDefault(groupOf[i], groupOf[i]);
    }
  }

  private static double[] shifted(double[] log, double by) {
    double[] result = log.clone();
    for (int j = 0; j < result.length; j++) {
      result[j] += by;
    }
    return result;
  }

  private void add(boolean[] changed, boolean shown) {
    double without = Math.log(shown ? falseSplat : 1 - falseSplat);
    for (int group = 0; group < changed.length; group++) {
      boolean bug = changed[group] == bugIsNew;
      double[] log = logs.get(group);
      for (int j = 0; j < log.length; j++) {
        log[j] += bug ? rates.logLikelihood(j, shown) : without;
      }
    }
    update();
  }

  private void update() {
    double highest = Double.NEGATIVE_INFINITY;
    for (double[] log : logs) {
      for (double each : log) {
        highest = Math.max(highest, each);
      }
    }
    double total = 0;
    double weightedRate = 0;
    probability = new double[logs.size()];
    for (int group = 0; group < probability.length; group++) {
      double[] log = logs.get(group);
      for (int j = 0; j < log.length; j++) {
        double each = Math.exp(log[j] - highest);
        probability[group] += each;
        weightedRate += each * rates.value(j);
      }
      total += probability[group];
    }
    for (int group = 0; group < probability.length; group++) {
      probability[group] /= total;
    }
    meanRate = weightedRate / total;
  }
}
