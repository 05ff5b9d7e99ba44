// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SerialLineTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @Test
  void onceSettledTheConsoleHoldsEverythingThatWasPrintedBefore() throws Exception {
    Path pipe = directory.resolve("serial.out");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    // As QEMU does: both ends open, so that nobody waits for the other.
    try (FileChannel qemu =
            FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
        SerialLine line = new SerialLine(pipe);
        Console console = new Console(directory.resolve("log"), Clock.systemUTC())) {
      Thread drain = new Thread(() -> console.drain(line));
      drain.start();
      byte[] printed = "a line of the kernel's\n".repeat(100).getBytes(StandardCharsets.UTF_8);
      for (int round = 1; round <= 200; round++) {
        qemu.write(ByteBuffer.wrap(printed));
        assertThat(line.settle(LIMIT)).isTrue();
        assertThat(console.lines()).isEqualTo(round * 100L);
      }
      assertThat(console.bytes()).isEqualTo(200L * printed.length);
      qemu.close();
      drain.join(LIMIT.toMillis());
      assertThat(console.ended()).isTrue();
      assertThat(line.settle(LIMIT)).isTrue();
    }
  }
}
