// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the disk itself says, asked by trying. */
public final class Disk {
  private static final int PROBE = 1 << 20;

  private Disk() {}

  /**
   * Why nothing can be written to a directory: no room, a quota, a disk that fails. A program's
   * words about it may be anybody's; a file of a mebibyte that cannot be written is not.
   *
   * @return what the system says; empty where such a file can be written
   */
  public static Optional<String> trouble(Path directory) {
    try {
      Path probe = Files.createTempFile(directory, "probe", ".tmp");
      try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.allocate(PROBE);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
        return Optional.empty();
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (FileSystemException e) {
      return Optional.of(e.getReason() == null ? e.toString() : e.getReason());
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Whether a file was last written less than so long ago. A date in the future says that a clock
   * was wrong, and makes no file young.
   *
   * @throws IOException if the file is not there
   */
  public static boolean isYounger(Path file, Duration age, Instant now) throws IOException {
    Duration since = Duration.between(Files.getLastModifiedTime(file).toInstant(), now);
    return !since.isNegative() && since.compareTo(age) < 0;
  }
}
