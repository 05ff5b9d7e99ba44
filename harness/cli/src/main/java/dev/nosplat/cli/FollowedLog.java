// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A log that is still being written. */
final class FollowedLog {
  private static final int CHUNK = 1 << 16;
  private static final long POLL_MILLIS = 200;

  private final Path file;

  FollowedLog(Path file) {
    this.file = file;
  }

  /** Takes a splat when its report is complete. */
  interface Listener {
    /** A report that ended within the first {@code lines} lines. */
    void found(Splat splat, long lines);
  }

  /**
   * Reads to the end and waits there for more, until the thread is interrupted; then what had begun
   * is handed over as it stands. A log that became shorter is read from its beginning.
   */
  void follow(Listener listener) {
    SplatReader[] reader = new SplatReader[1];
    reader[0] = new SplatReader(splat -> listener.found(splat, reader[0].lines()));
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      while (true) {
        if (channel.size() < channel.position()) {
          reader[0].finish();
          reader[0] = new SplatReader(splat -> listener.found(splat, reader[0].lines()));
          channel.position(0);
        }
        chunk.clear();
        int n = channel.read(chunk);
        if (n > 0) {
          reader[0].accept(chunk.array(), 0, n);
        } else {
          Thread.sleep(POLL_MILLIS);
        }
      }
    } catch (InterruptedException | java.nio.channels.ClosedByInterruptException e) {
      reader[0].finish();
    } catch (IOException e) {
      throw new BadInput(
          file + " cannot be read.",
          List.of(String.valueOf(e.getMessage())),
          "Check the file and its permissions.",
          e);
    }
  }
}
