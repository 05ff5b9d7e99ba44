// SPDX-License-Identifier: Apache-2.0
package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadLogsTest {
  private static final Path LOGS = Path.of("../logs");

  @Test
  void aBugThatWasSeenTwiceIsOneBug() throws IOException {
    ReadLogs reports = new ReadLogs();
    assertTrue(reports.read(LOGS.resolve("kasan-use-after-free.log")));
    assertTrue(reports.read(LOGS.resolve("kasan-use-after-free.log")));
    assertEquals(1, reports.seen().size());
    assertEquals(2, reports.seen().values().iterator().next());
    assertTrue(reports.seen().keySet().iterator().next().startsWith("kasan:"));
  }

  @Test
  void aQuietLogHasNone() throws IOException {
    ReadLogs reports = new ReadLogs();
    assertTrue(reports.read(LOGS.resolve("quiet.log")));
    assertTrue(reports.seen().isEmpty());
  }

  @Test
  void aTextThatIsNoLogSaysNothing() throws IOException {
    assertFalse(new ReadLogs().read(LOGS.resolve("README.md")));
  }
}
