// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import dev.nosplat.engine.problem.InfraFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * The unprivileged user that containers run as: the caller's own, so that what a container writes
 * belongs to the caller; where the caller is root, a user that nobody is, because what a container
 * can write, such as a machine's control sockets, would otherwise be some person's to write too.
 *
 * @param uid numeric user id, never 0
 * @param gid numeric group id
 */
record HostUser(int uid, int gid, boolean callerIsRoot) {
  /**
   * Between the ids that containers of the host take (524288 to 1879048191, as systemd has it in
   * UIDS-GIDS.md) and the end of what an id can be: a range that nothing hands out.
   */
  private static final int NOBODY_ELSE = 1_912_000_000;

  /** The user for a caller that owns {@code directory}. */
  static HostUser of(Path directory) {
    try {
      int uid = (int) Files.getAttribute(directory, "unix:uid");
      int gid = (int) Files.getAttribute(directory, "unix:gid");
      return uid == 0
          ? new HostUser(NOBODY_ELSE, NOBODY_ELSE, true)
          : new HostUser(uid, gid, false);
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
      refuseSomebody(Files.getOwner(directory).getName());
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

  /** An id without a name is shown as its number. */
  private void refuseSomebody(String name) {
    if (!name.equals(Integer.toString(uid))) {
      throw new InfraFailed(
          "User id " + uid + " is " + name + "'s on this host",
          List.of("Called by root, nosplat runs its containers as that user, for nobody has it."),
          "Call nosplat as an ordinary user who may use the container engine.");
    }
  }

  private void chown(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
  }
}
