// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.List;
import java.util.Optional;

/**
 * What was judged.
 *
 * @param tree the tree specification as the user wrote it, without credentials
 * @param treeIdentity commit or content digest of the unpatched tree
 * @param release what {@code make kernelrelease} says, or empty before that is known
 * @param patches subjects of the applied patches, in order
 * @param seriesDigest digest of the applied series; of nothing when there is none
 * @param fragments names of the config fragments, in order
 * @param compiler the compiler's own version line, or empty
 * @param kernelKey the kernel's key in the artifact store, or empty when it was not built
 * @param claimedBy who says all this, where nosplat did not see it itself: {@code the bundle}
 */
public record Subject(
    String tree,
    String treeIdentity,
    String release,
    List<String> patches,
    String seriesDigest,
    List<String> fragments,
    String compiler,
    String kernelKey,
    Optional<String> claimedBy) {
  public Subject {
    tree = UrlCredentials.hidden(tree);
    patches = List.copyOf(patches);
    fragments = List.copyOf(fragments);
  }

  /** What nosplat itself has seen. */
  public Subject(
      String tree,
      String treeIdentity,
      String release,
      List<String> patches,
      String seriesDigest,
      List<String> fragments,
      String compiler,
      String kernelKey) {
    this(
        tree,
        treeIdentity,
        release,
        patches,
        seriesDigest,
        fragments,
        compiler,
        kernelKey,
        Optional.empty());
  }

  /** The same, as somebody claims. */
  public Subject claimedBy(String who) {
    return new Subject(
        tree,
        treeIdentity,
        release,
        patches,
        seriesDigest,
        fragments,
        compiler,
        kernelKey,
        Optional.of(who));
  }
}
