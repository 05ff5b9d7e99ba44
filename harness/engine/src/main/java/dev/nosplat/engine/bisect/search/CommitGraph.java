// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * The commits between the two ends: every one that may have brought the change. Commits are
 * numbered from 0 in the reverse of the order in which {@code git rev-list} prints them, because
 * that order breaks git's own ties; the last of them all is the new end.
 *
 * <p>Parents outside the range (the old end and what lies behind it) are left out.
 */
public final class CommitGraph {
  private final List<int[]> parents;
  private final int[] topological;
  private final int tip;

  /**
   * Makes a graph.
   *
   * @param parents for each commit the numbers of its parents inside the range
   * @throws IllegalArgumentException if it is empty, has a cycle, or has not exactly one head
   */
  public CommitGraph(List<int[]> parents) {
    this.parents = parents.stream().map(int[]::clone).toList();
    this.topological = sort();
    this.tip = onlyHead();
  }

  /** A history without merges: every commit's parent is the one before it. */
  public static CommitGraph line(int size) {
    List<int[]> parents = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      parents.add(i == 0 ? new int[0] : new int[] {i - 1});
    }
    return new CommitGraph(parents);
  }

  /** How many commits there are; at least one. */
  public int size() {
    return parents.size();
  }

  /** The new end: the one commit that nothing in the range builds on. */
  public int tip() {
    return tip;
  }

  /** A commit's parents inside the range. */
  public int[] parents(int commit) {
    return parents.get(commit).clone();
  }

  /** The commit and everything in the range that it builds on. */
  public BitSet ancestors(int commit) {
    BitSet seen = new BitSet(size());
    Deque<Integer> open = new ArrayDeque<>();
    seen.set(commit);
    open.push(commit);
    while (!open.isEmpty()) {
      for (int parent : parents.get(open.pop())) {
        if (!seen.get(parent)) {
          seen.set(parent);
          open.push(parent);
        }
      }
    }
    return seen;
  }

  /** Every commit's number, parents before children. */
  int[] topological() {
    return topological.clone();
  }

  private int[] sort() {
    int size = parents.size();
    if (size == 0) {
      throw new IllegalArgumentException("a history needs at least one commit");
    }
    List<List<Integer>> children = new ArrayList<>();
    int[] waiting = new int[size];
    for (int i = 0; i < size; i++) {
      children.add(new ArrayList<>());
    }
    for (int i = 0; i < size; i++) {
      waiting[i] = parents.get(i).length;
      for (int parent : parents.get(i)) {
        children.get(parent).add(i);
      }
    }
    int[] order = new int[size];
    int filled = 0;
    Deque<Integer> ready = new ArrayDeque<>();
    for (int i = 0; i < size; i++) {
      if (waiting[i] == 0) {
        ready.add(i);
      }
    }
    while (!ready.isEmpty()) {
      int next = ready.remove();
      order[filled++] = next;
      for (int child : children.get(next)) {
        if (--waiting[child] == 0) {
          ready.add(child);
        }
      }
    }
    if (filled != size) {
      throw new IllegalArgumentException("a history cannot have a cycle");
    }
    return order;
  }

  private int onlyHead() {
    BitSet heads = new BitSet(size());
    heads.set(0, size());
    for (int[] each : parents) {
      for (int parent : each) {
        heads.clear(parent);
      }
    }
    if (heads.cardinality() != 1) {
      throw new IllegalArgumentException("a range ends in one commit, not in " + heads);
    }
    return heads.nextSetBit(0);
  }
}
