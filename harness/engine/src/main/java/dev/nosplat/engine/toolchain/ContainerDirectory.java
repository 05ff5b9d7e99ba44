// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import dev.nosplat.engine.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A directory that containers write. Nothing gives a path below it: a container may have made a
 * link there. What it holds is measured, removed as a whole, mounted, and taken by {@link Harvest},
 * which alone opens files of it.
 */
public final class ContainerDirectory {
  private final Path path;

  private ContainerDirectory(Path path) {
    this.path = path;
  }

  /** One with a name that others know, because it stays for the next container. */
  public static ContainerDirectory at(Path path) {
    return new ContainerDirectory(path);
  }

  /** Whether there is something of that name. */
  public boolean isThere() {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Removes it with everything that containers have left there; no link is followed. */
  public void delete() throws IOException {
    Trees.delete(path);
  }

  Path path() {
    return path;
  }

  /** Where it lies, for a text. */
  @Override
  public String toString() {
    return path.toString();
  }
}
