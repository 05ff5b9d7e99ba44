// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.files;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;

/** A tree of which something could not be removed. */
public final class Remains extends FileSystemException {
  private static final long serialVersionUID = 1L;

  private final List<String> reasons;

  Remains(Path tree, List<String> reasons) {
    super(tree.toString(), null, String.join("; ", reasons));
    this.reasons = List.copyOf(reasons);
  }

  /** The first paths that are left, each with what the system said. */
  public List<String> reasons() {
    return reasons;
  }
}
