// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import com.jcraft.jsch.SocketFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;

/** Lets JSch speak over a UNIX socket, whatever host and port it asks for. */
final class UnixSockets implements SocketFactory {
  private final Path path;

  UnixSockets(Path path) {
    this.path = path;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return UnixSocket.connect(path);
  }

  @Override
  public InputStream getInputStream(Socket socket) throws IOException {
    return socket.getInputStream();
  }

  @Override
  public OutputStream getOutputStream(Socket socket) throws IOException {
    return socket.getOutputStream();
  }
}
