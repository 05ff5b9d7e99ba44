// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * QEMU's end of the serial port, as a stream that can tell when its reader has caught up. A machine
 * that stands still prints nothing more, but what it printed may still wait in the socket.
 *
 * <p>One thread reads; any other may {@link #settle}.
 */
final class SerialLine extends InputStream {
  private final SocketChannel socket;
  private final Selector selector;
  private long asked;
  private long answered;
  private boolean ended;

  SerialLine(SocketChannel socket) throws IOException {
    this.socket = socket;
    this.selector = Selector.open();
    socket.configureBlocking(false);
    socket.register(selector, SelectionKey.OP_READ);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      while (true) {
        long question = question();
        int n = socket.read(ByteBuffer.wrap(buffer, offset, length));
        if (n != 0) {
          if (n < 0) {
            close();
          }
          return n;
        }
        // The reader comes here only when it has dealt with all that it was given before.
        answer(question);
        selector.select();
      }
    } catch (ClosedSelectorException e) {
      return -1;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  private synchronized long question() {
    return asked;
  }

  private synchronized void answer(long question) {
    answered = Math.max(answered, question);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /**
   * Waits until the reader has taken everything that was in the socket when this was called.
   *
   * @return whether it has, within {@code limit}
   */
  boolean settle(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (this) {
      long question = ++asked;
      selector.wakeup();
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
    socket.close();
    selector.close();
  }
}
