// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LineProgressTest {
  private final StringBuilder screen = new StringBuilder();
  private Instant now = Instant.EPOCH;
  private final LineProgress progress =
      new LineProgress(line -> screen.append(line).append('\n'), () -> now);

  @Test
  void countsComeAtMostEveryTenSecondsAndAlwaysAtTheEnd() throws IOException {
    progress.begin("building 7.3.4 with lockdep");
    at(9_999).advance(119, 1402, "objects");
    at(10_000).advance(120, 1402, "objects");
    at(19_000).advance(300, 1402, "objects");
    at(23_500).advance(431, 1402, "objects");
    at(41_000).say("took the kernel from the store");
    at(55_000).advance(1402, 1402, "objects");
    at(55_100).advance(1402, 1402, "objects");
    at(55_500).begin("churning tasks");
    at(60_000).advance(100, 0, "tasks");
    at(70_000).advance(5120, 0, "tasks");
    try (InputStream golden = getClass().getResourceAsStream("line-progress.txt")) {
      assertThat(golden).asString(StandardCharsets.UTF_8).isEqualTo(screen.toString());
    }
  }

  private LineProgress at(long millis) {
    now = Instant.EPOCH.plusMillis(millis);
    return progress;
  }
}
