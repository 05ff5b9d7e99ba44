// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port against a guest that may say anything. */
class ControlPortTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void aLineWithoutAnEndCostsNoMoreThanTheLongestLine() throws Exception {
    try (Guest guest = new Guest(directory.resolve("control"))) {
      Thread endless = guest.saysInBackground("x", 8 << 20, "\npong\n");
      assertThat(guest.port.await("pong", LIMIT)).isPresent();
      assertThat(guest.port.errors()).containsExactly("error a line of more than 16384 bytes");
      endless.join();
    }
  }

  @Test
  void aGuestThatIsNotAskedWaitsAndFillsNoMemory() throws Exception {
    try (Guest guest = new Guest(directory.resolve("control"))) {
      Thread flood = guest.saysInBackground("fact=1\n", 2_000_000, "");
      // What it has said beyond the queue waits in the socket, and it with it.
      assertThat(guest.port.ask("ping", "pong", Duration.ofMillis(200))).isEmpty();
      assertThat(flood.isAlive()).isTrue();
      assertThat(guest.port.facts()).hasSize(1);
    }
  }

  @Test
  void anAnswerWithoutAnEndIsNoAnswer() throws Exception {
    try (Guest guest = new Guest(directory.resolve("control"))) {
      guest.saysInBackground("kmsg " + "x".repeat(16_000) + "\n", 5_000, "kmsg-end 5000\n");
      List<String> records = new ArrayList<>();
      assertThat(guest.port.ask("kmsg", "kmsg", "kmsg-end", records, LIMIT)).isEmpty();
      assertThat(records).hasSizeLessThan(5_000);
    }
  }

  @Test
  void factsAndErrorsWithoutEndAreCut() throws Exception {
    try (Guest guest = new Guest(directory.resolve("control"))) {
      StringBuilder names = new StringBuilder();
      for (int i = 0; i < 2_000; i++) {
        names.append("fact").append(i).append("=1\nerror no ").append(i).append('\n');
      }
      guest.saysInBackground(names.toString(), 1, "debug_locks=1\npong\n");
      assertThat(guest.port.await("pong", LIMIT)).isPresent();
      assertThat(guest.port.facts()).hasSize(256);
      assertThat(guest.port.errors()).hasSize(64);
    }
  }

  @Test
  void whoeverWaitsIsToldWhenTheGuestIsGone() throws Exception {
    try (Guest guest = new Guest(directory.resolve("control"))) {
      guest.far.close();
      assertThat(guest.port.await("pong", LIMIT)).isEmpty();
      assertThat(guest.port.await("pong", LIMIT)).isEmpty();
    }
  }

  @Test
  void linesAreCutAndTheNextOneIsWhole() throws IOException {
    BoundedLines lines =
        new BoundedLines(
            new ByteArrayInputStream("12345678\nab\n\nend".getBytes(StandardCharsets.UTF_8)), 4);
    assertThat(lines.next()).contains(new BoundedLines.Line("1234", true));
    assertThat(lines.next()).contains(new BoundedLines.Line("ab", false));
    assertThat(lines.next()).contains(new BoundedLines.Line("", false));
    assertThat(lines.next()).contains(new BoundedLines.Line("end", false));
    assertThat(lines.next()).isEqualTo(Optional.empty());
  }

  /** The guest's end of the port, and ours. */
  private static final class Guest implements AutoCloseable {
    private final ServerSocketChannel server;
    private final SocketChannel far;
    private final ControlPort port;

    Guest(Path socket) throws IOException {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      port = ControlPort.over(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
      far = server.accept();
    }

    Thread saysInBackground(String text, int times, String end) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  int repeats = Math.max(1, Math.min(times, (64 << 10) / text.length()));
                  for (int left = times; left > 0; left -= repeats) {
                    say(text.repeat(Math.min(left, repeats)));
                  }
                  say(end);
                } catch (IOException e) {
                  // The port was closed: the test is over.
                }
              });
      thread.setDaemon(true);
      thread.start();
      return thread;
    }

    private void say(String text) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        far.write(bytes);
      }
    }

    @Override
    public void close() throws IOException {
      port.close();
      far.close();
      server.close();
    }
  }
}
