// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import java.util.List;
import java.util.Optional;

/** Gives a kernel tree's files to a report, for the lines around a blamed one. */
@FunctionalInterface
public interface SourceLines {

  /**
   * The lines of a file.
   *
   * @param file relative to the tree, as a frame's location has it
   * @return empty where the tree is not at hand or has no such file
   */
  Optional<List<String>> of(String file);

  /** No tree is at hand. */
  static SourceLines none() {
    return file -> Optional.empty();
  }
}
