// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

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
 * Ends a container whose directories grow without bound, in bytes or in files: there is no quota
 * that every file system and every container engine has. The host's own figures decide; nothing is
 * asked of the container.
 */
final class DiskWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 500;

  /** Less than this is a full disk. */
  private static final long FULL = 16 << 20;

  /**
   * Files that are counted for each period: some 5 microseconds a file, so that counting takes a
   * twentieth of one core.
   */
  private static final long FILES_A_PERIOD = 5000;

  private static final long OFTENEST_PERIODS = 4;
  private static final long RAREST_PERIODS = 60;

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
  private final long mostFiles;
  private long free;
  private long untilCount;
  private volatile boolean tripped;
  private volatile boolean tooManyFiles;

  /**
   * Watches until it is closed.
   *
   * @param directories what it writes, on one disk
   * @param most bytes that each of them may have when the disk has lost as many
   * @param mostFiles files that each of them may have
   * @param end ends the container
   */
  DiskWatch(List<Path> directories, long most, long mostFiles, Runnable end) throws IOException {
    this.directories = List.copyOf(directories);
    this.mostFiles = mostFiles;
    this.disk = Files.getFileStore(directories.get(0));
    this.free = disk.getUsableSpace();
    // The container is to be ended before the disk is full, or it could choose whose fault that is.
    this.most = Math.min(most, Math.max(most / 5, free / 2));
    this.end = end;
    clock.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      boolean shrunk = free - disk.getUsableSpace() >= most;
      untilCount--;
      if (!shrunk && untilCount >= 0) {
        return;
      }
      long files = 0;
      for (Path directory : directories) {
        Trees.Usage usage = Trees.usage(directory);
        tooManyFiles = usage.files() > mostFiles;
        if (tooManyFiles || shrunk && usage.bytes() > most) {
          tripped = true;
          end.run();
          clock.shutdown();
          return;
        }
        files += usage.files();
      }
      untilCount = Math.max(OFTENEST_PERIODS, Math.min(RAREST_PERIODS, files / FILES_A_PERIOD));
      if (shrunk) {
        free = disk.getUsableSpace(); // somebody else wrote
      }
    } catch (IOException | RuntimeException e) {
      free = Long.MIN_VALUE; // a disk that cannot be asked is not watched
    }
  }

  /** Whether it has ended the container. */
  boolean tripped() {
    return tripped;
  }

  /** What there was too much of, where it has. */
  String tooMuch() {
    return tooManyFiles ? mostFiles + " files" : (most >> 20) + " MiB";
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
