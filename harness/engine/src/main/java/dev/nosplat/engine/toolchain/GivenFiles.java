// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import dev.nosplat.engine.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;

/**
 * What nosplat writes for a container: a directory of its own, mounted read-only, so that nothing
 * in the container decides where the host writes.
 */
public final class GivenFiles {
  private GivenFiles() {}

  /**
   * Makes a directory hold exactly these files.
   *
   * @param directory one that no container ever writes
   * @param files their content by relative path
   * @return the mount that shows them as {@code inside}
   */
  public static Mount write(Path directory, Map<String, byte[]> files, String inside)
      throws IOException {
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      Trees.delete(directory);
    }
    // Whatever the caller's umask: the container's user is another one.
    readable(Files.createDirectories(directory), "rwxr-xr-x");
    for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
      Path place = directory;
      Path name = Path.of(file.getKey());
      for (int i = 0; i < name.getNameCount() - 1; i++) {
        place = place.resolve(name.getName(i));
        if (!Files.isDirectory(place)) {
          readable(Files.createDirectory(place), "rwxr-xr-x");
        }
      }
      readable(Files.write(directory.resolve(name), file.getValue()), "rw-r--r--");
    }
    return Mount.readOnly(directory, inside);
  }

  private static void readable(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
