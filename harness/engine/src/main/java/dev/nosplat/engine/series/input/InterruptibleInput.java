// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A stream that an interrupt wakes up who reads it: a read of standard input alone goes on waiting
 * for a line that nobody types.
 */
public final class InterruptibleInput extends InputStream {
  private static final int BUFFER = 1 << 16;
  private static final int AHEAD = 16;

  private final InputStream source;
  private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(AHEAD);
  private boolean reading;
  private Piece piece = new Piece(new byte[0], false, "");
  private int at;

  /** Bytes, or the end with the failure that it came by. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares two.
  private record Piece(byte[] bytes, boolean last, String failure) {}

  /** Reads ahead in a thread of its own, from the first read on. */
  public InterruptibleInput(InputStream source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!reading) {
      reading = true;
      Thread thread = new Thread(this::readAhead, "standard input");
      thread.setDaemon(true);
      thread.start();
    }
    while (at == piece.bytes().length) {
      if (piece.last()) {
        if (!piece.failure().isEmpty()) {
          throw new IOException(piece.failure());
        }
        return -1;
      }
      piece = next();
      at = 0;
    }
    int count = Math.min(length, piece.bytes().length - at);
    System.arraycopy(piece.bytes(), at, bytes, offset, count);
    at += count;
    return count;
  }

  private Piece next() throws ClosedByInterruptException {
    try {
      return pieces.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    }
  }

  private void readAhead() {
    try {
      boolean open = true;
      while (open) {
        open = put(piece());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean put(Piece next) throws InterruptedException {
    pieces.put(next);
    return !next.last();
  }

  private Piece piece() {
    try {
      byte[] buffer = new byte[BUFFER];
      int count = source.read(buffer);
      return count < 0
          ? new Piece(new byte[0], true, "")
          : new Piece(Arrays.copyOf(buffer, count), false, "");
    } catch (IOException e) {
      return new Piece(new byte[0], true, String.valueOf(e.getMessage()));
    }
  }
}
