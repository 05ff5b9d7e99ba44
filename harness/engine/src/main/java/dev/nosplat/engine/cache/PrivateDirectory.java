// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A directory that nobody but its owner writes to. Kernels come from the cache and judge others'
 * patches: who writes there decides what runs, and where root runs it what root does.
 */
public final class PrivateDirectory {
  private static final int ROOT = 0;

  private PrivateDirectory() {}

  /**
   * The directory, made for its owner alone where it is not there.
   *
   * @throws BadInput if somebody else owns it, or may write to it
   */
  public static Path require(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
          Trees.makeDirectories(parent);
        }
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      int owner = (int) Files.getAttribute(directory, "unix:uid");
      int caller = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
      others.retainAll(Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE));
      if (owner != caller && owner != ROOT || !others.isEmpty()) {
        throw new BadInput(
            "The cache directory " + directory + " can be written by others.",
            List.of(
                "it belongs to user "
                    + owner
                    + ", mode "
                    + PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))),
            owner == caller
                ? "Run chmod go-w on it if nobody else has written to it, or remove it."
                : "Give a directory of your own with NOSPLAT_DIR.");
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("making the cache directory " + directory, e);
    }
  }
}
