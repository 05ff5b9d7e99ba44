// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.nio.charset.StandardCharsets;

/**
 * What a build may do with ccache's cache. It is told by a file of ours that a build can only read.
 * A {@code ccache.conf} in the cache itself, which a build could have written, has no say: ccache
 * reads no other file where {@code CCACHE_CONFIGPATH} names one (ccache 4.11, manual,
 * "Configuration file locations").
 */
enum CompilerCache {
  /** Take and leave: builds that somebody vouches for. */
  SHARED("max_size = 12G\n"),
  /** Hits are taken, nothing is left behind, and nothing but the hit's content is touched. */
  READ_ONLY("read_only = true\nstats = false\ntemporary_dir = /tmp/ccache\n"),
  /** Every object is compiled. */
  NONE("disable = true\n");

  /** The file's name among what a build is given. */
  static final String FILE = "ccache.conf";

  private final String configuration;

  CompilerCache(String configuration) {
    this.configuration = configuration;
  }

  /** The file's content. */
  byte[] configuration() {
    return configuration.getBytes(StandardCharsets.UTF_8);
  }
}
