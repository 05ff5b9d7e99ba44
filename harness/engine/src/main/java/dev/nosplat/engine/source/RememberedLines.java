// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.files.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An answer that is good for a while.
 *
 * @param file where it is kept, in a directory of ours
 */
record RememberedLines(Path file, Duration fresh) {
  /** The answer, if it is there and no older than it may be. */
  Optional<List<String>> lines(Instant now) {
    try {
      return Files.exists(file) && Disk.isYounger(file, fresh, now)
          ? Optional.of(Files.readAllLines(file))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  /** Keeps it, whole or not at all. */
  void keep(List<String> lines) {
    try {
      Path draft = Files.createTempFile(file.getParent(), "remembered", ".tmp");
      Files.write(draft, lines);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }
}
