// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * Ties a container's life to this process: a file that we hold a POSIX lock on, and that the
 * container's main process waits to lock. The kernel drops our lock when we die, by SIGKILL too;
 * then the container's main process gets it, ends, and everything in the container ends with it.
 */
final class Tether implements AutoCloseable {
  /** Where the container sees the directory that holds the locked file. */
  static final String INSIDE = "/run/tether";

  private final Path directory;
  private final FileChannel channel;

  private Tether(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Makes and locks a fresh tether in its own directory below {@code parent}. */
  static Tether make(Path parent) {
    try {
      Files.createDirectories(parent);
      sweep(parent);
      Path directory = Files.createTempDirectory(parent, ownPrefix());
      Path file = directory.resolve("alive");
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      // Nobody else knows the file yet, so the lock is had at once; and unlike lock(), tryLock()
      // does not fail where a signal has just interrupted this thread.
      channel.tryLock();
      Files.setPosixFilePermissions(
          directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
      Files.setPosixFilePermissions(
          file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
      return new Tether(directory, channel);
    } catch (IOException e) {
      throw new UncheckedIOException("making a tether below " + parent, e);
    }
  }

  private static String ownPrefix() {
    return "tether-" + ProcessHandle.current().pid() + "-";
  }

  /** However long a build or a machine may take, a container is gone after this. */
  private static final Duration UTMOST = Duration.ofHours(12);

  /** The container's main command: ends as soon as the lock can be had, or when its time is up. */
  static List<String> command() {
    // A shared lock needs read permission only, and the mount is read-only.
    return List.of(
        "timeout",
        Long.toString(UTMOST.toSeconds()),
        "flock",
        "--fcntl",
        "--shared",
        INSIDE + "/alive",
        "true");
  }

  Mount mount() {
    return Mount.readOnly(directory, INSIDE);
  }

  /** Removes what processes that were killed left: tethers that nobody holds. */
  private static void sweep(Path parent) throws IOException {
    try (var old = Files.newDirectoryStream(parent, "tether-*")) {
      for (Path directory : old) {
        if (directory.getFileName().toString().startsWith(ownPrefix())) {
          continue; // opening and closing it here would drop our own lock
        }
        Path file = directory.resolve("alive");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          var lock = channel.tryLock();
          if (lock != null) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
          }
        } catch (java.nio.file.NoSuchFileException e) {
          Files.deleteIfExists(directory);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(directory.resolve("alive"));
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("letting go of " + directory, e);
    }
  }
}
