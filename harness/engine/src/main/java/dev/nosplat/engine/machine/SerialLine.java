// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * QEMU's end of the serial port, as a stream that can tell when its reader has caught up. A machine
 * that stands still prints nothing more, but what it printed may still wait in the pipe.
 *
 * <p>One thread reads; any other may {@link #settle}.
 */
final class SerialLine extends InputStream {
  /** No kernel prints it. */
  private static final byte QUESTION = 0;

  private final Path pipe;
  private final FileChannel channel;
  private long asked;
  private long answered;
  private boolean ended;

  /**
   * Opens a named pipe.
   *
   * @param pipe somebody writes it already, or this waits for one who does
   */
  SerialLine(Path pipe) throws IOException {
    this.pipe = pipe;
    this.channel = FileChannel.open(pipe, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (true) {
      int n;
      try {
        n = channel.read(ByteBuffer.wrap(buffer, offset, length));
      } catch (ClosedChannelException e) {
        n = -1;
      }
      if (n < 0) {
        close();
        return n;
      }
      // The reader comes here only when it has dealt with all that it was given before.
      if (n == 1 && buffer[offset] == QUESTION && answer()) {
        continue;
      }
      if (n > 1 && buffer[offset + n - 1] == QUESTION && pending()) {
        ask(); // once more, alone, when these bytes have been dealt with
        return n - 1;
      }
      return n;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  private synchronized boolean pending() {
    return answered < asked;
  }

  private synchronized boolean answer() {
    boolean pending = pending();
    answered = asked;
    notifyAll();
    return pending;
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** One byte behind all that is in the pipe. */
  private void ask() throws IOException {
    try (FileChannel behind =
        FileChannel.open(pipe, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      behind.write(ByteBuffer.wrap(new byte[] {QUESTION}));
    }
  }

  /**
   * Waits until the reader has taken everything that was in the pipe when this was called. Nobody
   * else may write meanwhile: the machine stands still.
   *
   * @return whether it has, within {@code limit}
   */
  boolean settle(Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    long question;
    synchronized (this) {
      if (ended) {
        return true;
      }
      question = ++asked;
    }
    ask();
    synchronized (this) {
      while (answered < question && !ended) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    end();
    channel.close();
  }
}
