// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A kernel to be built.
 *
 * @param identity git's name of the patched tree: equal for equal files
 * @param lineage names the line of trees that share a build directory
 * @param origin what the tree was made of
 * @param config the fragments
 * @param compiler what compiles it
 * @param untrusted the series whose builds leave nothing to others, one word; empty where somebody
 *     vouches for the tree
 * @param changed the files that a series changed in it: the objects that hold code of them carry
 *     counters
 */
public record KernelRequest(
    String identity,
    String lineage,
    Origin origin,
    KernelConfig config,
    Compiler compiler,
    Optional<String> untrusted,
    List<String> changed) {
  public KernelRequest {
    changed = List.copyOf(changed);
  }

  /**
   * What a tree was made of. It is in no key, since it is the result that counts; it tells those
   * who look at the cache why two kernels are not one.
   *
   * @param version {@code make kernelversion}
   * @param tree the unpatched tree's identity
   * @param series the digest of the series on it
   * @param patches how many those are
   */
  public record Origin(String version, String tree, String series, int patches) {}

  /** The same kernel with one more fragment, which wins over the others. */
  public KernelRequest with(Fragment fragment) {
    List<Fragment> all = new ArrayList<>(config.fragments());
    all.add(fragment);
    return new KernelRequest(
        identity, lineage, origin, new KernelConfig(all), compiler, untrusted, changed);
  }

  /** The directory that kernels like this one are built in. */
  String place() {
    return lineage + "-" + config.digest().brief() + "-" + compiler.command();
  }

  /** What the store keeps about the kernel: a title, and the parts that the key's inputs have. */
  public SortedMap<String, String> about() {
    SortedMap<String, String> about = new TreeMap<>();
    StringBuilder title = new StringBuilder(origin.version());
    if (origin.patches() > 0) {
      title.append(" with ").append(origin.patches());
      title.append(origin.patches() == 1 ? " patch" : " patches");
    }
    title.append(", ");
    about.put("tree/tree", origin.tree());
    about.put("tree/series", origin.series());
    for (Fragment fragment : config.fragments()) {
      String name = fragment.name().replace('=', '?').replace('\n', '?');
      about.put("config/config " + name, Digest.of(fragment.text()).hex());
      title.append(name).append(' ');
    }
    about.put("title", title + compiler.command());
    return about;
  }
}
