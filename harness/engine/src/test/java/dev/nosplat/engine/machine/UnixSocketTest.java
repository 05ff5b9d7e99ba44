// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
  @TempDir Path directory;
  private ServerSocketChannel server;
  private UnixSocket near;
  private SocketChannel far;

  @BeforeEach
  void connect() throws IOException {
    Path path = directory.resolve("s");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    near = UnixSocket.connect(path);
    far = server.accept();
  }

  @AfterEach
  void close() throws IOException {
    near.close();
    far.close();
    server.close();
  }

  @Test
  void whatOneSideWritesTheOtherReadsHoweverMuchItIs() throws Exception {
    byte[] much = "0123456789".repeat(500_000).getBytes(StandardCharsets.UTF_8);
    CompletableFuture<byte[]> read =
        CompletableFuture.supplyAsync(
            () -> {
              ByteBuffer all = ByteBuffer.allocate(much.length);
              try {
                while (all.hasRemaining() && far.read(all) >= 0) {
                  // More comes.
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
              return all.array();
            });
    near.getOutputStream().write(much); // more than the socket holds: it waits for the reader
    assertThat(read.get()).isEqualTo(much);
    far.write(ByteBuffer.wrap(new byte[] {(byte) 0xfe, 2}));
    InputStream in = near.getInputStream();
    assertThat(in.read()).isEqualTo(0xfe);
    assertThat(in.read()).isEqualTo(2);
  }

  @Test
  void aReadThatNothingComesForEndsWhenItsTimeIsUp() throws Exception {
    near.setSoTimeout(20);
    assertThatThrownBy(() -> near.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    far.write(ByteBuffer.wrap(new byte[] {7}));
    assertThat(near.getInputStream().read()).isEqualTo(7);
  }

  @Test
  void theEndOfTheOtherSideIsTheEnd() throws Exception {
    far.close();
    assertThat(near.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void closingWakesWhoeverReads() throws Exception {
    CompletableFuture<Integer> read = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                read.complete(near.getInputStream().read());
              } catch (IOException e) {
                read.completeExceptionally(e);
              }
            });
    reader.start();
    near.close();
    assertThatThrownBy(read::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThat(near.isClosed()).isTrue();
  }

  @Test
  void anInterruptIsAnErrorAndNoEndlessLoop() throws Exception {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> near.getInputStream().read()).isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(near.isClosed()).isFalse();
  }

  @Test
  void nobodyListeningIsAnError() {
    assertThatThrownBy(() -> UnixSocket.connect(directory.resolve("none")))
        .isInstanceOf(IOException.class);
  }
}
