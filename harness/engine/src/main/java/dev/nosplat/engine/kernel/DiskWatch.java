// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.files.Trees;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends a build whose directories grow without bound: there is no quota that every file system and
 * every container engine has. The host's own figures decide; nothing is asked of the build.
 */
final class DiskWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 500;

  /** Less than this is a full disk. */
  private static final long FULL = 16 << 20;

  private final List<Path> directories;
  private final FileStore disk;
  private final long most;
  private final Runnable end;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "disk-watch");
            thread.setDaemon(true);
            return thread;
          });
  private long free;
  private volatile boolean tripped;

  /**
   * Watches until it is closed.
   *
   * @param directories what the build writes, on one disk
   * @param most bytes that each of them may have when the disk has lost as many
   * @param end ends the build
   */
  DiskWatch(List<Path> directories, long most, Runnable end) throws IOException {
    this.directories = List.copyOf(directories);
    this.disk = Files.getFileStore(directories.get(0));
    this.free = disk.getUsableSpace();
    // The build is to be ended before the disk is full, or it could choose whose fault that is.
    this.most = Math.min(most, Math.max(most / 5, free / 2));
    this.end = end;
    clock.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      long now = disk.getUsableSpace();
      if (free - now < most) {
        return;
      }
      for (Path directory : directories) {
        if (Trees.usage(directory).bytes() > most) {
          tripped = true;
          end.run();
          clock.shutdown();
          return;
        }
      }
      free = now; // somebody else wrote
    } catch (IOException | RuntimeException e) {
      free = Long.MIN_VALUE; // a disk that cannot be asked is not watched
    }
  }

  /** Whether it has ended the build. */
  boolean tripped() {
    return tripped;
  }

  /** Bytes that the build's directories may have. */
  long most() {
    return most;
  }

  /** Whether the disk is full now. */
  boolean full() {
    try {
      return disk.getUsableSpace() < FULL;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
