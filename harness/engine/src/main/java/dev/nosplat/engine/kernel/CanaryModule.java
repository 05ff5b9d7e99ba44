// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.toolchain.Harvest;
import java.util.Map;
import java.util.TreeMap;

/** The source of the canary, as whoever builds it needs it. */
final class CanaryModule {
  /** Where its source lies, below a directory of the builder's choice. */
  static final String SOURCES = "vm-images/canary";

  /** Bytes that the module may have. */
  static final long MOST = 16 << 20;

  private CanaryModule() {}

  /** Its files. */
  static Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    PackedResources.list(SOURCES).forEach(name -> files.put(name, PackedResources.read(name)));
    return files;
  }

  /**
   * What make leaves.
   *
   * @param above where {@link #SOURCES} lies in the directory that is harvested, with a slash
   */
  static Harvest.Wanted product(String above) {
    return new Harvest.Wanted(above + SOURCES + "/" + Kernel.CANARY, Kernel.CANARY, MOST);
  }

  /** The digest of its files. */
  static String digest() {
    StringBuilder all = new StringBuilder();
    files()
        .forEach(
            (name, bytes) ->
                all.append(name).append(' ').append(Digest.of(bytes).hex()).append('\n'));
    return Digest.of(all.toString()).hex();
  }
}
