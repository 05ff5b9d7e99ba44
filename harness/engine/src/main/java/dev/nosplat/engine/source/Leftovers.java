// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What git leaves of an import that failed or was killed: up to a whole kernel tree. */
public final class Leftovers {
  /** The lock that whoever imports holds. */
  static final String LOCK = "import.lock";

  /** Scratch files live as long as one call, which takes minutes at most. */
  private static final Duration SCRATCH = Duration.ofDays(1);

  private Leftovers() {}

  /**
   * Removes what no import that goes on needs; nothing while one goes on.
   *
   * @param sources the directory of the object store
   * @return the bytes that are free again
   */
  public static long sweepUnlessImporting(Path sources, Instant now) throws IOException {
    if (!Files.isDirectory(sources)) {
      return 0;
    }
    Optional<FileLock> lock = FileLock.tryAcquire(sources.resolve(LOCK));
    if (lock.isEmpty()) {
      return 0;
    }
    try (FileLock held = lock.get()) {
      return sweep(sources.resolve("trees.git")) + sweepScratch(sources, now);
    }
  }

  /** The same for the repository alone, by whoever holds the lock. */
  static long sweep(Path repository) throws IOException {
    long freed = 0;
    for (Path file : children(repository.resolve("objects/pack"))) {
      if (name(file).startsWith("tmp_") || name(file).startsWith(".tmp-")) {
        freed += remove(file);
      }
    }
    for (Path file : children(repository)) {
      if (name(file).startsWith("fast_import_crash_")) {
        freed += remove(file);
      }
    }
    return freed;
  }

  private static long sweepScratch(Path sources, Instant now) throws IOException {
    List<Path> candidates = new ArrayList<>(children(sources.resolve("tmp")));
    children(sources).stream().filter(f -> name(f).matches("trees[0-9]+")).forEach(candidates::add);
    long freed = 0;
    for (Path file : candidates) {
      if (Files.getLastModifiedTime(file).toInstant().plus(SCRATCH).isBefore(now)) {
        freed += remove(file);
      }
    }
    return freed;
  }

  private static long remove(Path file) throws IOException {
    long bytes = Trees.usage(file).bytes();
    Trees.delete(file);
    return bytes;
  }

  private static List<Path> children(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
