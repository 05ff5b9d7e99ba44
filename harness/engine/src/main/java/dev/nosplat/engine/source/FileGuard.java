// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * An exclusive lock on a file, between processes and between threads. The kernel drops it when the
 * process dies, however it dies.
 */
final class FileGuard implements AutoCloseable {
  private static final long POLL_MILLIS = 20;

  private final FileChannel channel;

  private FileGuard(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits until the lock is ours.
   *
   * @param holding what the lock protects, for the one line that is said when waiting begins
   */
  static FileGuard acquire(Path file, String holding, Progress progress)
      throws InterruptedException {
    boolean said = false;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      while (true) {
        FileLock lock = tryLock(channel);
        if (lock != null) {
          return new FileGuard(channel);
        }
        if (!said) {
          progress.say("waiting for another nosplat that uses " + holding);
          said = true;
        }
        // Java has no lock wait that ends on interruption and works between threads as well.
        Thread.sleep(POLL_MILLIS);
      }
    } catch (IOException e) {
      throw new InfraFailed(
          "The lock file " + file + " cannot be used.",
          List.of(String.valueOf(e.getMessage())),
          "Make the cache directory writable, and keep it on a local file system.",
          e);
    }
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // Held by another thread of this process.
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new InfraFailed(
          "A lock could not be given back.",
          List.of(String.valueOf(e.getMessage())),
          "Check the disk that holds the cache directory.",
          e);
    }
  }
}
