// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.artifact.FileLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Leave to run one machine. All processes of one home share as many as the host has cores and
 * memory for, because a guest that the host starves proves nothing; whoever comes later waits. The
 * operating system gives a slot back when its process dies.
 */
final class Slot implements AutoCloseable {
  private static final long POLL_MILLIS = 50;

  /** A person may look into one machine while another runs. */
  private static final int AT_LEAST = 2;

  private final FileLock lock;

  private Slot(FileLock lock) {
    this.lock = lock;
  }

  /**
   * Waits for one.
   *
   * @param home below which the slots are
   * @param slots how many there are for a machine like this
   * @param whenWaiting run once if all are taken
   */
  static Slot take(Path home, int slots, Runnable whenWaiting) throws InterruptedException {
    for (boolean told = false; ; told = true) {
      for (int i = 0; i < slots; i++) {
        Optional<FileLock> free = FileLock.tryAcquire(home.resolve("slots").resolve("slot-" + i));
        if (free.isPresent()) {
          return new Slot(free.get());
        }
      }
      if (!told) {
        whenWaiting.run();
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /**
   * How many machines of this size may run at once on this host.
   *
   * @param memoryMiB what one takes, QEMU's own need included
   */
  static int onThisHost(int memoryMiB) {
    try {
      long total =
          Files.readAllLines(Path.of("/proc/meminfo")).stream()
              .filter(line -> line.startsWith("MemTotal:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
              .findFirst()
              .orElse(0);
      return count(Runtime.getRuntime().availableProcessors(), total, memoryMiB);
    } catch (IOException e) {
      throw new UncheckedIOException("reading how much memory this host has", e);
    }
  }

  /** One a core, as far as the memory goes. */
  static int count(int cores, long hostMiB, int memoryMiB) {
    return Math.max(AT_LEAST, (int) Math.min(cores, hostMiB / memoryMiB));
  }

  @Override
  public void close() {
    lock.close();
  }
}
