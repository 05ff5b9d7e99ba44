// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that keeps the head and the tail of what is written to it. Up to {@code head + tail} bytes
 * it holds everything; past that, the middle goes and a line says how much.
 *
 * <p>Not thread-safe.
 */
public final class BoundedLog implements AutoCloseable {
  private final FileChannel file;
  private final long head;
  private final byte[] ring;
  private long written;
  private long ringed;

  /** Makes the file, or empties it. */
  public BoundedLog(Path path, long head, int tail) {
    try {
      this.file =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException("making " + path, e);
    }
    this.head = head;
    this.ring = new byte[tail];
  }

  /**
   * Writes the first {@code length} bytes.
   *
   * @throws UncheckedIOException if the disk does not take them
   */
  public void write(byte[] bytes, int length) {
    int direct = (int) Math.min(length, Math.max(0, head - written));
    append(bytes, 0, direct);
    written += direct;
    for (int i = direct; i < length; i++) {
      ring[(int) (ringed++ % ring.length)] = bytes[i];
    }
  }

  /** Bytes that were written and will not be in the file. */
  public long lost() {
    return Math.max(0, ringed - ring.length);
  }

  private void append(byte[] bytes, int offset, int length) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing a log", e);
    }
  }

  @Override
  public void close() {
    if (lost() > 0) {
      byte[] gap =
          ("\n[nosplat: " + lost() + " bytes of a flood are left out here]\n")
              .getBytes(StandardCharsets.UTF_8);
      append(gap, 0, gap.length);
      int start = (int) (ringed % ring.length);
      append(ring, start, ring.length - start);
      append(ring, 0, start);
    } else {
      append(ring, 0, (int) ringed);
    }
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing a log", e);
    }
  }
}
