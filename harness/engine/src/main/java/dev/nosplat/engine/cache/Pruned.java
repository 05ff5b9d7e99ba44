// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import java.util.ArrayList;
import java.util.List;

/**
 * What pruning did.
 *
 * @param removed what is gone
 * @param left what should be and is not, a sentence each
 */
public record Pruned(List<Cache.Item> removed, List<String> left) {
  public Pruned {
    removed = List.copyOf(removed);
    left = List.copyOf(left);
  }

  /** Both together. */
  public Pruned plus(Pruned other) {
    List<Cache.Item> all = new ArrayList<>(removed);
    all.addAll(other.removed);
    List<String> both = new ArrayList<>(left);
    both.addAll(other.left);
    return new Pruned(all, both);
  }

  /** What is said of it at the end of a run: nothing where nothing was done. */
  public List<String> sentences() {
    List<String> all = new ArrayList<>();
    if (!removed.isEmpty()) {
      all.add(
          "kept cache and runs within their limits: "
              + Sizes.text(bytes())
              + " removed, "
              + (removed.size() == 1 ? "1 thing" : removed.size() + " things")
              + " not used for longest (nosplat cache tells the limits)");
    }
    left.forEach(each -> all.add("note: left in the cache: " + each));
    return all;
  }

  /** The bytes that are free again. */
  public long bytes() {
    return Cache.bytes(removed);
  }
}
