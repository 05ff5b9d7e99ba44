// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import dev.nosplat.engine.artifact.FileLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The processes on this host that run a campaign at the moment, so that they can be asked to stop:
 * one file each, called by the process's number and locked while it lives.
 */
public final class Coordinators {
  private final Path directory;

  /**
   * Coordinators.
   *
   * @param directory that of the one campaign; need not exist
   */
  public Coordinators(Path directory) {
    this.directory = directory;
  }

  /** This process's place among them, until it is closed or the process dies. */
  public record Entered(Path file, FileLock lock) implements AutoCloseable {
    @Override
    public void close() {
      try (FileLock held = lock) {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException("removing " + file, e);
      }
    }
  }

  /** Says that this process runs the campaign. */
  public Entered enter(long process) throws InterruptedException {
    Path file = directory.resolve(String.valueOf(process));
    return new Entered(file, FileLock.acquire(file, () -> {}));
  }

  /**
   * Asks every other one to stop (SIGTERM): it puts away what it has begun and keeps what is done.
   *
   * @return how many were asked
   */
  public int stop() {
    int asked = 0;
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          asked += stop(file) ? 1 : 0;
        }
      } catch (IOException | DirectoryIteratorException e) {
        throw new UncheckedIOException(
            "listing " + directory, e instanceof IOException io ? io : new IOException(e));
      }
    }
    return asked;
  }

  private static boolean stop(Path file) throws IOException {
    Optional<FileLock> dead = FileLock.tryAcquire(file);
    if (dead.isPresent()) {
      try (FileLock held = dead.get()) {
        Files.deleteIfExists(file);
      }
      return false;
    }
    String name = String.valueOf(file.getFileName());
    return name.matches("[1-9][0-9]{0,9}")
        && has(Long.parseLong(name), file)
        && ProcessHandle.of(Long.parseLong(name)).map(ProcessHandle::destroy).orElse(false);
  }

  /** In another container's numbers the process of that number is somebody else. */
  private static boolean has(long process, Path file) throws IOException {
    Path real = file.toRealPath();
    try (DirectoryStream<Path> open =
        Files.newDirectoryStream(Path.of("/proc", String.valueOf(process), "fd"))) {
      for (Path descriptor : open) {
        if (Files.isSymbolicLink(descriptor) && Files.readSymbolicLink(descriptor).equals(real)) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException e) {
      return false; // it has ended, or is another user's
    }
  }
}
