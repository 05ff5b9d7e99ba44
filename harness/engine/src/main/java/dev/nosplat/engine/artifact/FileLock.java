// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An exclusive lock on a file, between threads and between processes. The operating system lets go
 * of it when its process dies, however it dies, so a lock never outlives its owner.
 */
public final class FileLock implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  /**
   * The locks that this process has. A POSIX lock belongs to the process, and closing any
   * descriptor of its file drops it, so whoever opens the file must know, process-wide, that nobody
   * here holds it. This is the one piece of state that cannot belong to an object.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private FileLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Waits until the lock is ours.
   *
   * @param whenWaiting run once if somebody else has it
   * @throws InterruptedException if interrupted while waiting
   */
  public static FileLock acquire(Path file, Runnable whenWaiting) throws InterruptedException {
    boolean told = false;
    while (true) {
      Optional<FileLock> lock = tryAcquire(file);
      if (lock.isPresent()) {
        return lock.get();
      }
      if (!told) {
        whenWaiting.run();
        told = true;
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /**
   * The lock, or nothing if somebody else has it now.
   *
   * @throws InterruptedException if interrupted
   */
  public static Optional<FileLock> tryAcquire(Path file) throws InterruptedException {
    Path path = file.toAbsolutePath().normalize();
    if (!HELD.add(path)) {
      return Optional.empty();
    }
    boolean kept = false;
    try {
      Files.createDirectories(path.getParent());
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        kept = true;
        return Optional.of(new FileLock(path, channel));
      }
      channel.close();
      return Optional.empty();
    } catch (ClosedByInterruptException e) {
      throw new InterruptedException("while locking " + path);
    } catch (IOException e) {
      throw new UncheckedIOException("locking " + path, e);
    } finally {
      if (!kept) {
        HELD.remove(path);
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("unlocking " + file, e);
    } finally {
      HELD.remove(file);
    }
  }
}
