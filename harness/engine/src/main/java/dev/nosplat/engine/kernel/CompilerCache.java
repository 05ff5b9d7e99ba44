// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.nio.charset.StandardCharsets;

/**
 * How ccache is told what to do: by a file of ours that a build can only read. A {@code
 * ccache.conf} in the cache itself, which a build could have written, has no say: ccache reads no
 * other file where {@code CCACHE_CONFIGPATH} names one (ccache 4.11, manual, "Configuration file
 * locations").
 */
final class CompilerCache {
  /** The file's name among what a build is given. */
  static final String FILE = "ccache.conf";

  private static final String OWN = "max_size = 12G\n";

  /** Hits are taken, nothing is left behind, and nothing but the hit's content is touched. */
  private static final String READ_ONLY =
      "read_only = true\nstats = false\ntemporary_dir = /tmp/ccache\n";

  private CompilerCache() {}

  /** The file's content for a build at this place. */
  static byte[] configuration(BuildPlace place) {
    return (place.base().isEmpty() ? OWN : READ_ONLY).getBytes(StandardCharsets.UTF_8);
  }
}
