// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.history;

import java.util.Optional;

/** Knows which source files went into the kernel that was run. */
@FunctionalInterface
public interface CompiledFiles {

  /** Whether this file of the tree was compiled; empty where nobody can tell. */
  Optional<Boolean> contains(String file);

  /** Knows nothing. */
  static CompiledFiles unknown() {
    return file -> Optional.empty();
  }
}
