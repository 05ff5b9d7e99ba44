// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import dev.nosplat.engine.files.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A lock, between threads and between processes, on a file or on a name. The operating system lets
 * go of it when its process dies, however it dies, so a lock never outlives its owner.
 *
 * <p>A name is locked as one byte of a file, at the place that the name's digest says: however many
 * names there are, there is one file, which stays empty.
 */
public final class FileLock implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  /** The byte that stands for the file itself. */
  private static final long WHOLE = 0;

  /**
   * The files that this process has locks in. A POSIX lock belongs to the process, and closing any
   * descriptor of its file drops it, so a file is open once in a process, and whoever wants a lock
   * must know, process-wide, who here holds it. This is the one piece of state that cannot belong
   * to an object.
   */
  private static final Map<Path, OpenFile> OPEN = new HashMap<>();

  private final Path file;
  private final long position;
  private boolean closed;

  private FileLock(Path file, long position) {
    this.file = file;
    this.position = position;
  }

  /** Whether others may have the lock too. */
  public enum Sharing {
    /** Nobody else has it. */
    EXCLUSIVE,
    /** Whoever else has it has it shared. */
    SHARED
  }

  /** What this process holds in a file. */
  private record OpenFile(FileChannel channel, Map<Long, Held> held) {}

  /** One lock of this process, and how many share it. */
  private static final class Held {
    private final java.nio.channels.FileLock lock;
    private int sharers = 1;

    Held(java.nio.channels.FileLock lock) {
      this.lock = lock;
    }
  }

  /**
   * Waits until the file is ours alone.
   *
   * @param whenWaiting run once if somebody else has it
   * @throws InterruptedException if interrupted while waiting
   */
  public static FileLock acquire(Path file, Runnable whenWaiting) throws InterruptedException {
    return acquire(file, WHOLE, Sharing.EXCLUSIVE, whenWaiting);
  }

  /** The same for a name in a file. */
  public static FileLock acquire(Path file, String name, Sharing sharing, Runnable whenWaiting)
      throws InterruptedException {
    return acquire(file, position(name), sharing, whenWaiting);
  }

  /** The lock, or nothing if somebody else has it now. */
  public static Optional<FileLock> tryAcquire(Path file) {
    return tryAcquire(file, WHOLE, Sharing.EXCLUSIVE);
  }

  /** The same for a name in a file. */
  public static Optional<FileLock> tryAcquire(Path file, String name, Sharing sharing) {
    return tryAcquire(file, position(name), sharing);
  }

  private static FileLock acquire(Path file, long position, Sharing sharing, Runnable whenWaiting)
      throws InterruptedException {
    boolean told = false;
    while (true) {
      Optional<FileLock> lock = tryAcquire(file, position, sharing);
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

  /** 60 bits: two names of one file never meet, and the file system counts so far. */
  private static long position(String name) {
    return 1 + Long.parseUnsignedLong(Digest.of(name).hex().substring(0, 15), 16);
  }

  private static Optional<FileLock> tryAcquire(Path named, long position, Sharing sharing) {
    boolean shared = sharing == Sharing.SHARED;
    synchronized (OPEN) {
      Path file = place(named);
      OpenFile open = OPEN.get(file);
      Held here = open == null ? null : open.held().get(position);
      if (here != null) {
        if (!shared || !here.lock.isShared()) {
          return Optional.empty();
        }
        here.sharers++;
        return Optional.of(new FileLock(file, position));
      }
      try {
        if (open == null) {
          open = new OpenFile(channel(file, shared), new HashMap<>());
          OPEN.put(file, open);
        }
        // Unlike lock(), tryLock() does not close the channel of an interrupted thread, and with
        // that drop every other lock of this process in the file.
        java.nio.channels.FileLock lock = open.channel().tryLock(position, 1, shared);
        if (lock == null) {
          return Optional.empty();
        }
        open.held().put(position, new Held(lock));
        return Optional.of(new FileLock(file, position));
      } catch (OverlappingFileLockException e) {
        return Optional.empty(); // this process has it under another name of the same file
      } catch (IOException e) {
        throw new UncheckedIOException("locking " + named, e);
      } finally {
        forgetIfUnused(file);
      }
    }
  }

  /** One path for a file, whichever links lead to its directory. */
  private static Path place(Path named) {
    Path file = named.toAbsolutePath().normalize();
    Path parent = file.getParent();
    Path name = file.getFileName();
    if (parent == null || name == null) {
      throw new IllegalArgumentException("a root directory is no lock file");
    }
    try {
      return Trees.makeDirectories(parent).toRealPath().resolve(name);
    } catch (IOException e) {
      throw new UncheckedIOException("making the directory of " + named, e);
    }
  }

  private static FileChannel channel(Path file, boolean shared) throws IOException {
    try {
      return FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      if (shared && Files.isReadable(file)) {
        return FileChannel.open(file, StandardOpenOption.READ); // a cache that we may only read
      }
      throw e;
    }
  }

  private static void forgetIfUnused(Path file) {
    OpenFile open = OPEN.get(file);
    if (open != null && open.held().isEmpty()) {
      OPEN.remove(file);
      try {
        open.channel().close();
      } catch (IOException e) {
        throw new UncheckedIOException("closing " + file, e);
      }
    }
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      OpenFile open = OPEN.get(file);
      Held held = closed || open == null ? null : open.held().get(position);
      closed = true;
      if (open == null || held == null || --held.sharers > 0) {
        return;
      }
      open.held().remove(position);
      try {
        held.lock.release();
      } catch (IOException e) {
        throw new UncheckedIOException("unlocking " + file, e);
      } finally {
        forgetIfUnused(file);
      }
    }
  }
}
