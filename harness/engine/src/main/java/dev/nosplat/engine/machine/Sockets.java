// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The connections to one QEMU.
 *
 * @param serial what the guest reads on its serial port
 */
record Sockets(ControlPort control, Qmp qmp, OutputStream serial) implements AutoCloseable {

  /**
   * Connects to a socket that QEMU is about to make.
   *
   * @param gone tells that QEMU has ended, so that waiting is of no use
   */
  static SocketChannel connect(Path socket, Duration limit, BooleanSupplier gone)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
      } catch (IOException e) {
        channel.close();
        if (gone.getAsBoolean() || System.nanoTime() > deadline) {
          throw new IOException("QEMU does not listen on " + socket.getFileName(), e);
        }
        Thread.sleep(2);
      }
    }
  }

  @Override
  public void close() {
    control.close();
    qmp.close();
    try {
      serial.close();
    } catch (IOException e) {
      // It was going away anyway.
    }
  }
}
