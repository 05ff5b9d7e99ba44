// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import java.util.List;
import java.util.Optional;

/** The tree that a patch is repaired against, as the patches before it left it. */
public interface TreeFiles {
  /** A file's bytes, one char each; empty where there is no such file. */
  Optional<String> file(String path) throws InterruptedException;

  /** The mode of a file, for example {@code 100644}. */
  Optional<String> mode(String path) throws InterruptedException;

  /** The names of all files. */
  List<String> names() throws InterruptedException;
}
