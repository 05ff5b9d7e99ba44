// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The store's file lock, told in the words of whoever works with sources. */
final class FileGuard implements AutoCloseable {
  private final FileLock lock;

  private FileGuard(FileLock lock) {
    this.lock = lock;
  }

  /**
   * Waits until the lock is ours.
   *
   * @param holding what the lock protects, for the one line that is said when waiting begins
   */
  static FileGuard acquire(Path file, String holding, Progress progress)
      throws InterruptedException {
    try {
      return new FileGuard(
          FileLock.acquire(
              file, () -> progress.say("waiting for another nosplat that uses " + holding)));
    } catch (UncheckedIOException e) {
      throw new InfraFailed(
          "The lock file " + file + " cannot be used.",
          List.of(String.valueOf(e.getCause())),
          "Make the cache directory writable, and keep it on a local file system.",
          e);
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
