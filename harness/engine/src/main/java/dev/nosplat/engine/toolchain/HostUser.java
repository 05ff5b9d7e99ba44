// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The unprivileged user that containers run as: the caller's own, so that what a container writes
 * belongs to the caller; the image's {@code nosplat} user where the caller is root.
 *
 * @param uid numeric user id, never 0
 * @param gid numeric group id
 */
record HostUser(int uid, int gid, boolean callerIsRoot) {
  private static final int IMAGE_USER = 1000;

  /** The user for a caller that owns {@code directory}. */
  static HostUser of(Path directory) {
    try {
      int uid = (int) Files.getAttribute(directory, "unix:uid");
      int gid = (int) Files.getAttribute(directory, "unix:gid");
      return uid == 0 ? new HostUser(IMAGE_USER, IMAGE_USER, true) : new HostUser(uid, gid, false);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the owner of " + directory, e);
    }
  }

  /** The group that a file belongs to. */
  static int group(Path file) {
    try {
      return (int) Files.getAttribute(file, "unix:gid");
    } catch (IOException e) {
      throw new UncheckedIOException("reading the group of " + file, e);
    }
  }

  /** Makes a directory writable inside containers. Costs nothing where it already is. */
  void give(Path directory) {
    if (!callerIsRoot) {
      return;
    }
    try {
      if ((int) Files.getAttribute(directory, "unix:uid") != uid) {
        giveAll(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading the owner of " + directory, e);
    }
  }

  /** Makes everything below a directory writable inside containers, whoever owned it. */
  void giveAll(Path directory) {
    if (!callerIsRoot) {
      return;
    }
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              chown(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                Path visited, @org.jspecify.annotations.Nullable IOException failure)
                throws IOException {
              chown(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("handing " + directory + " to the container's user", e);
    }
  }

  private void chown(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
  }
}
