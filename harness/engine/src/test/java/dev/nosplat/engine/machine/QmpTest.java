// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The QMP client against a peer that answers what QEMU 10.0 was seen to answer. */
class QmpTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Test
  void anEventBeforeTheReplyIsNotTakenForIt(@TempDir Path directory) throws Exception {
    try (Peer peer = new Peer(directory.resolve("qmp"));
        Qmp qmp = peer.client()) {
      peer.answer(
          "{\"event\":\"RESUME\",\"data\":{}}\n{\"return\":{\"status\":\"running\"},\"id\":1}\n");
      assertThat(qmp.execute("query-status", LIMIT).path("status").asText()).isEqualTo("running");
      assertThat(qmp.event("RESUME")).isPresent();
    }
  }

  @Test
  void aRefusedCommandSaysWhy(@TempDir Path directory) throws Exception {
    try (Peer peer = new Peer(directory.resolve("qmp"));
        Qmp qmp = peer.client()) {
      peer.answer("{\"error\":{\"class\":\"GenericError\",\"desc\":\"no such thing\"},\"id\":1}\n");
      assertThatThrownBy(() -> qmp.execute("nonsense", LIMIT))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no such thing");
    }
  }

  @Test
  void aQemuThatGoesAwayIsToldAtOnce(@TempDir Path directory) throws Exception {
    try (Peer peer = new Peer(directory.resolve("qmp"));
        Qmp qmp = peer.client()) {
      peer.hangUp();
      assertThatThrownBy(() -> qmp.execute("query-status", LIMIT)).isInstanceOf(IOException.class);
    }
  }

  /** The other end of the socket: greets, accepts the capabilities, then answers as told. */
  private static final class Peer implements AutoCloseable {
    private final ServerSocketChannel server;
    private final SocketChannel near;
    private final SocketChannel far;
    private final BufferedReader commands;

    Peer(Path socket) throws IOException {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      near = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      far = server.accept();
      commands =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(far), StandardCharsets.UTF_8));
    }

    Qmp client() throws Exception {
      send("{\"QMP\":{\"version\":{},\"capabilities\":[]}}\n");
      answer("{\"return\":{},\"id\":0}\n");
      return Qmp.over(near, LIMIT);
    }

    /** Answers the next command. */
    void answer(String text) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  if (commands.readLine() != null) {
                    send(text);
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    void hangUp() throws IOException {
      far.close();
    }

    private void send(String text) throws IOException {
      far.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() throws IOException {
      far.close();
      server.close();
    }
  }
}
