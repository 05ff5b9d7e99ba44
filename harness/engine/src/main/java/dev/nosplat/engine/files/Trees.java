// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;

/**
 * Directories and everything below them. A build may have left anything: thousands of levels, whose
 * paths are longer than the system takes, directories that their owner may not enter, links to
 * elsewhere. So every step goes from an open directory to a name in it, and none through a link.
 */
public final class Trees {
  private Trees() {}

  /**
   * What a tree holds.
   *
   * @param bytes the sizes of its files as they name them, {@link Long#MAX_VALUE} at most
   * @param files how many files, links and directories it has
   * @param whole false where a part could not be looked at: there is more
   */
  public record Usage(long bytes, long files, boolean whole) {
    /** Both together. */
    public Usage plus(Usage other) {
      return new Usage(sum(bytes, other.bytes), files + other.files, whole && other.whole);
    }

    static long sum(long some, long more) {
      long sum = some + more;
      return sum < 0 ? Long.MAX_VALUE : sum;
    }
  }

  /**
   * Removes a file, a link, or a directory with everything below it; does nothing if it is not
   * there. What can be removed is, even where something else cannot.
   *
   * @throws Remains if something is left
   * @throws IOException if the directory that holds it cannot be read
   */
  public static void delete(Path tree) throws IOException {
    Path place = tree.toAbsolutePath();
    Path parent = place.getParent();
    Path name = place.getFileName();
    if (parent == null || name == null) {
      throw new FileSystemException(tree.toString(), null, "a root directory is not removed");
    }
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (SecureDirectoryStream<Path> above = secure(parent)) {
      new Deletion(place).run(above, name);
    }
  }

  /** What a file or a tree takes; nothing where it is not there, or goes away meanwhile. */
  public static Usage usage(Path tree) throws IOException {
    Path place = tree.toAbsolutePath();
    Path parent = place.getParent();
    Path name = place.getFileName();
    if (parent == null || name == null || !Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return new Usage(0, 0, true);
    }
    try (SecureDirectoryStream<Path> above = secure(parent)) {
      return Measure.of(above, name);
    }
  }

  /**
   * Makes a directory and those above it where they are not there. What is there may be a link to a
   * directory, which {@link Files#createDirectories} of Java 17 refuses.
   *
   * @return the directory
   */
  public static Path makeDirectories(Path directory) throws IOException {
    return Files.isDirectory(directory) ? directory : Files.createDirectories(directory);
  }

  /** Opens a directory whose own path may lead through links: the user chose it. */
  private static SecureDirectoryStream<Path> secure(Path directory) throws IOException {
    var stream = Files.newDirectoryStream(directory);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new FileSystemException(
        directory.toString(), null, "this file system has no openat(2), which nosplat needs");
  }
}
