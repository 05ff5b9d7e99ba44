// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A connected UNIX socket for code that knows {@link Socket} alone. Unlike a channel's own streams,
 * its reads obey {@link #setSoTimeout}, and an interrupt does not close it.
 *
 * <p>One thread may read while another writes.
 */
final class UnixSocket extends Socket {
  private final SocketChannel channel;
  private final Selector readable;
  private final Selector writable;
  private volatile int timeoutMillis;

  private UnixSocket(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    this.readable = Selector.open();
    this.writable = Selector.open();
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
  }

  /**
   * Connects.
   *
   * @throws IOException if nobody listens there
   */
  static UnixSocket connect(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    try {
      return new UnixSocket(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        if (length == 0) {
          return 0;
        }
        int n = channel.read(buffer);
        while (n == 0) {
          if (!ready(readable, timeoutMillis)) {
            throw new SocketTimeoutException("nothing came within " + timeoutMillis + " ms");
          }
          n = channel.read(buffer);
        }
        return n;
      }
    };
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
          if (channel.write(buffer) == 0) {
            ready(writable, 0);
          }
        }
      }
    };
  }

  /**
   * Waits until the channel can go on.
   *
   * @param limitMillis 0 for as long as it takes
   * @return false if it could not within that time
   */
  private boolean ready(Selector selector, int limitMillis) throws IOException {
    try {
      int ready = selector.select(limitMillis);
      selector.selectedKeys().clear();
      if (ready == 0 && Thread.currentThread().isInterrupted()) {
        throw new IOException("interrupted");
      }
      return ready > 0 || limitMillis == 0;
    } catch (ClosedSelectorException e) {
      throw new IOException("the socket was closed", e);
    }
  }

  @Override
  public synchronized void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public synchronized int getSoTimeout() {
    return timeoutMillis;
  }

  /** There is no delay to turn off. */
  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
    readable.close();
    writable.close();
  }
}
