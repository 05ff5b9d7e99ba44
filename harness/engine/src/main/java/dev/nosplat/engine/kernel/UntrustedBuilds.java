// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.files.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directories of untrusted builds: one for each series, whose commits share it in order, thrown
 * away with it. What a killed process left is removed by the next that comes here.
 */
public final class UntrustedBuilds implements AutoCloseable {
  private static final String LOCK = ".lock";

  private final Path home;
  private final Map<String, FileLock> held = new HashMap<>();

  /** Directories below this one, in nosplat's cache. */
  public UntrustedBuilds(Path home) {
    this.home = home;
  }

  /**
   * The directory of a series, ours until {@link #close}.
   *
   * @throws InterruptedException if interrupted while another process holds that very series
   */
  synchronized Path of(String series) throws InterruptedException {
    if (!held.containsKey(series)) {
      removeLeftovers();
      held.put(series, FileLock.acquire(lock(series), () -> {}));
    }
    return home.resolve(series);
  }

  @Override
  public synchronized void close() {
    List<IOException> failures = new ArrayList<>();
    held.forEach((series, lock) -> remove(series, lock).ifPresent(failures::add));
    held.clear();
    if (!failures.isEmpty()) {
      throw new UncheckedIOException(
          "removing the untrusted builds below " + home, failures.get(0));
    }
  }

  private void removeLeftovers() throws InterruptedException {
    if (!Files.isDirectory(home)) {
      return;
    }
    List<String> there;
    try (Stream<Path> entries = Files.list(home)) {
      there =
          entries
              .map(entry -> String.valueOf(entry.getFileName()))
              .filter(name -> !name.endsWith(LOCK))
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("looking for untrusted builds below " + home, e);
    }
    for (String series : there) {
      Optional<FileLock> lock = held.containsKey(series) ? Optional.empty() : tryLock(series);
      // What cannot be removed now is in nobody's way, and the next one tries again.
      lock.ifPresent(mine -> remove(series, mine));
    }
  }

  private Optional<FileLock> tryLock(String series) throws InterruptedException {
    return FileLock.tryAcquire(lock(series));
  }

  private Optional<IOException> remove(String series, FileLock lock) {
    try {
      Trees.delete(home.resolve(series));
      Files.deleteIfExists(lock(series));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    } finally {
      lock.close();
    }
  }

  private Path lock(String series) {
    return home.resolve(series + LOCK);
  }
}
