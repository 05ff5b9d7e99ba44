// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SerialLineTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @Test
  void onceSettledTheConsoleHoldsEverythingThatWasPrintedBefore() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
      server.bind(address);
      SerialLine line = new SerialLine(SocketChannel.open(address));
      try (SocketChannel qemu = server.accept();
          Console console = new Console(directory.resolve("log"), Clock.systemUTC())) {
        Thread drain = new Thread(() -> console.drain(line));
        drain.start();
        ByteBuffer printed =
            ByteBuffer.wrap(
                "a line of the kernel's\n"
                    .repeat(100)
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (int round = 1; round <= 200; round++) {
          qemu.write(printed.rewind());
          assertThat(line.settle(LIMIT)).isTrue();
          assertThat(console.lines()).isEqualTo(round * 100L);
        }
        qemu.close();
        drain.join(LIMIT.toMillis());
        assertThat(console.ended()).isTrue();
        assertThat(line.settle(LIMIT)).isTrue();
      }
    }
  }
}
