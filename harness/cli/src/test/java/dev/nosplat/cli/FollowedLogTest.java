// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedLogTest {
  private static final String HEAD =
      """
      [   10.000001] ------------[ cut here ]------------
      [   10.000002] WARNING: kernel/thing.c:12 at %s+0x10/0x20, CPU#1: prog/77
      [   10.000004] RIP: 0010:%s+0x10/0x20
      """;
  private static final String END = "[   10.000009] ---[ end trace 0000000000000000 ]---\n";
  private static final int LIMIT_SECONDS = 30;

  @TempDir private Path directory;
  private final BlockingQueue<String> found = new LinkedBlockingQueue<>();
  private Path log = Path.of("");
  private Thread follower = new Thread(() -> {});

  @BeforeEach
  void begin() throws IOException {
    log = Files.createFile(directory.resolve("console.log"));
    follower =
        new Thread(
            () ->
                new FollowedLog(log)
                    .follow(
                        (splat, lines) -> found.add(splat.culprit().orElse("-") + ":" + lines)));
    follower.start();
  }

  @AfterEach
  void end() throws InterruptedException {
    follower.interrupt();
    follower.join();
  }

  @Test
  void aReportIsToldWhenItsLastLineIsWritten() throws Exception {
    append(HEAD.formatted("one", "one"));
    append(END);
    assertThat(next()).isEqualTo("one:4");
  }

  @Test
  void whatHadBegunIsToldAtTheInterrupt() throws Exception {
    append(HEAD.formatted("one", "one") + END + HEAD.formatted("two", "two"));
    assertThat(next()).isEqualTo("one:4");
    end();
    assertThat(next()).isEqualTo("two:7");
  }

  @Test
  void aLogThatBecameShorterIsReadFromItsBeginning() throws Exception {
    append("quiet\n".repeat(100) + HEAD.formatted("one", "one") + END);
    assertThat(next()).isEqualTo("one:104");
    Files.writeString(log, HEAD.formatted("two", "two") + END);
    assertThat(next()).isEqualTo("two:4");
  }

  private void append(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.APPEND);
  }

  private @Nullable String next() throws InterruptedException {
    return found.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
