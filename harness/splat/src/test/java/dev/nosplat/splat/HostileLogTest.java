// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logs that were made to cost their reader time or memory. Where a line's cost grew with the square
 * of its length, none of these would end; the time limit is there for that alone.
 */
@Timeout(120)
class HostileLogTest {
  private static final String REPORT =
      """
      [    5.000000] [   T12] WARNING: CPU: 1 PID: 12 at kernel/x.c:%d victim+0x1/0x2
      [    5.000001] [   T12] Call Trace:
      [    5.000002] [   T12]  <TASK>
      [    5.000003] [   T12]  victim+0x1/0x2
      [    5.000004] [   T12]  </TASK>
      [    5.000005] [   T12] ---[ end trace 0000000000000000 ]---
      """;

  /** The longest line that the reader keeps is far below this. */
  private static final int PIECE = 1 << 20;

  private final List<Splat> splats = new ArrayList<>();
  private final SplatReader reader = new SplatReader(splats::add);

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    reader.accept(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(bytes = {'x', ' ', 0, '(', '[', (byte) 0xc3, (byte) 0xff})
  void aLineOf150MegabytesHidesNoReportBeforeOrBehindIt(byte filler) {
    feed(REPORT.formatted(1));
    byte[] piece = new byte[PIECE];
    Arrays.fill(piece, filler);
    for (int i = 0; i < 150; i++) {
      reader.accept(piece, 0, PIECE);
    }
    feed("\n" + REPORT.formatted(2));
    reader.finish();
    assertThat(splats).hasSize(2);
    assertThat(splats).allSatisfy(s -> assertThat(s.text().length()).isLessThan(PIECE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-> #",
        "at: ",
        " [<",
        "f+0x1/0x2 ",
        "f+0x",
        "(",
        "[inline] ",
        "#12 ",
        "a.b.",
        "CPU: 1 ",
        "BUG: ",
        "WARNING: at ",
        "\u00a0 ",
        "\t> ",
        "1.1: ",
        "0000 [#1] ",
        "__",
        "/a/b.c:1 ",
      })
  void whatAPatternTriesInManyWaysIsReadToItsEnd(String again) {
    feed(REPORT.formatted(1));
    String line = again.repeat(60_000 / again.length());
    for (String before :
        List.of("", "[    6.0] ", "BUG: KASAN: ", "WARNING: ", " -> ", "Call Trace:\n")) {
      for (int i = 0; i < 20; i++) {
        feed(before + line + "\n");
      }
    }
    feed(REPORT.formatted(2));
    reader.finish();
    assertThat(splats).isNotEmpty();
    assertThat(splats.get(0).title()).contains("victim");
    assertThat(splats.get(splats.size() - 1).title()).contains("victim");
  }

  @Test
  void twentyThousandReportsAreTwentyThousand() {
    for (int i = 0; i < 20_000; i++) {
      feed(REPORT.formatted(i));
    }
    reader.finish();
    assertThat(splats).hasSize(20_000);
  }
}
