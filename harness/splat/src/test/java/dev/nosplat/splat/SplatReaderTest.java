// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.Generate.byteArrays;
import static org.quicktheories.generators.Generate.bytes;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplatReaderTest {
  private final List<GoldenLog> logs = GoldenLog.all();

  @Test
  void anyBytesAreReadWithoutComplaint() {
    qt().withExamples(100)
        .forAll(
            byteArrays(integers().between(0, 600), bytes(Byte.MIN_VALUE, Byte.MAX_VALUE, (byte) 0)))
        .checkAssert(noise -> assertThat(GoldenLog.read(noise)).isNotNull());
  }

  @Test
  void aNumberThatNoIntegerHoldsIsNoReasonToThrow() {
    // Each run of digits of each golden log in turn, by itself, with thirty digits.
    for (GoldenLog log : logs) {
      String text = new String(log.log(), StandardCharsets.ISO_8859_1);
      String blown = text.replaceAll("(?<![0-9a-fA-Fx.])\\d+(?![0-9a-fA-Fx.])", "9".repeat(30));
      String depths = text.replaceAll("#\\d+", "#" + "9".repeat(30));
      assertThat(GoldenLog.read(blown.getBytes(StandardCharsets.ISO_8859_1))).isNotNull();
      assertThat(GoldenLog.read(depths.getBytes(StandardCharsets.ISO_8859_1))).isNotNull();
    }
  }

  @Test
  void whereTheInputIsCutIntoChunksChangesNothing() {
    qt().withExamples(100)
        .forAll(
            integers().between(0, logs.size() - 1),
            lists().of(integers().between(1, 700)).ofSizeBetween(1, 20))
        .checkAssert(
            (log, sizes) ->
                assertThat(GoldenLog.describe(inChunks(logs.get(log).log(), sizes)))
                    .isEqualTo(GoldenLog.describe(logs.get(log).read())));
  }

  @Test
  void linesShuffledIntoEachOtherNeverMakeItThrow() {
    qt().withExamples(60)
        .forAll(
            integers().between(0, logs.size() - 1),
            integers().between(0, logs.size() - 1),
            integers().between(1, 7))
        .checkAssert(
            (one, other, stride) ->
                assertThat(
                        GoldenLog.read(mixed(logs.get(one).log(), logs.get(other).log(), stride)))
                    .isNotNull());
  }

  @Test
  void aDamagedByteNeverMakesItThrow() {
    qt().withExamples(150)
        .forAll(
            integers().between(0, logs.size() - 1),
            integers().between(0, 5000),
            integers().between(0, 255))
        .checkAssert(
            (log, at, value) -> {
              byte[] damaged = logs.get(log).log().clone();
              damaged[at % damaged.length] = (byte) (int) value;
              assertThat(GoldenLog.read(damaged)).isNotNull();
            });
  }

  @Test
  void aReportIsHandedOverWithItsLastLine() {
    byte[] log = named("warning-7.3.log").log();
    List<Splat> splats = new ArrayList<>();
    SplatReader reader = new SplatReader(splats::add);
    int end = indexOf(log, "---[ end trace");
    reader.accept(log, 0, end);
    assertThat(splats).isEmpty();
    assertThat(reader.unfinished()).extracting(Splat::family).containsExactly(Family.WARNING);
    reader.accept(log, end, indexOf(log, "random: crng") - end);
    assertThat(splats).extracting(Splat::family).containsExactly(Family.WARNING);
    assertThat(reader.unfinished()).isEmpty();
  }

  @Test
  void aReportThatAResetCutInTheMiddleOfALineIsReportedAndSoIsTheBoot() {
    String log = new String(named("warning-7.3.log").log(), StandardCharsets.ISO_8859_1);
    String boot = log.substring(0, log.indexOf('\n') + 1);
    int stack = log.indexOf("Call Trace:");
    for (int cut = stack; cut < log.indexOf("---[ end trace"); cut++) {
      String both = log.substring(0, cut) + "\u001bc\u001b[?7l\u001b[2J\u001b[0mSeaBIOS\r\n" + boot;
      assertThat(GoldenLog.read(both.getBytes(StandardCharsets.ISO_8859_1)))
          .as("cut after %s", log.substring(cut - 20, cut))
          .extracting(Splat::family)
          .containsExactly(Family.WARNING, Family.UNEXPECTED_BOOT);
    }
  }

  @Test
  void megabytesWithoutALineEndAreReadInConstantMemory() {
    SplatReader reader = new SplatReader(splat -> {});
    byte[] chunk = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 256; i++) {
      reader.accept(chunk, 0, chunk.length);
    }
    reader.finish();
    assertThat(reader.lines()).isOne();
  }

  @Test
  void aReturnBeforeAChangeOfColourOverwritesNothing() {
    byte[] plain = named("warning-7.3.log").log();
    String text = new String(plain, StandardCharsets.UTF_8);
    byte[] coloured = text.replace("\n", "\r\u001b[0m\n").getBytes(StandardCharsets.UTF_8);
    List<String> expected = GoldenLog.describe(GoldenLog.read(plain));
    assertThat(GoldenLog.describe(GoldenLog.read(coloured))).isEqualTo(expected);
    assertThat(GoldenLog.describe(inChunks(coloured, List.of(7)))).isEqualTo(expected);
  }

  @Test
  void whatIsSeenAfterAReturnOverwritesTheLine() {
    byte[] plain = named("warning-7.3.log").log();
    String text = new String(plain, StandardCharsets.UTF_8);
    byte[] over = text.replace("\n", "\n 31 %\r\u001b[1m ").getBytes(StandardCharsets.UTF_8);
    List<String> expected = GoldenLog.describe(GoldenLog.read(plain));
    assertThat(GoldenLog.describe(GoldenLog.read(over))).isEqualTo(expected);
    assertThat(GoldenLog.describe(inChunks(over, List.of(5, 11)))).isEqualTo(expected);
  }

  @Test
  void aLineAfterAHoleOfNulsIsRead() {
    byte[] log = new byte[1 << 20];
    byte[] line =
        "[    1.000000] BUG: KASAN: use-after-free in f+0x1/0x2\n".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(line, 0, log, log.length - line.length, line.length);
    assertThat(GoldenLog.read(log)).extracting(Splat::family).containsExactly(Family.KASAN);
  }

  private GoldenLog named(String name) {
    return logs.stream().filter(log -> log.toString().equals(name)).findFirst().orElseThrow();
  }

  private static int indexOf(byte[] log, String text) {
    return new String(log, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static List<Splat> inChunks(byte[] log, List<Integer> sizes) {
    List<Splat> splats = new ArrayList<>();
    SplatReader reader = new SplatReader(splats::add);
    int at = 0;
    for (int i = 0; at < log.length; i++) {
      int size = Math.min(sizes.get(i % sizes.size()), log.length - at);
      reader.accept(log, at, size);
      at += size;
    }
    reader.finish();
    return splats;
  }

  private static byte[] mixed(byte[] one, byte[] other, int stride) {
    String[] left = new String(one, StandardCharsets.ISO_8859_1).split("\n");
    String[] right = new String(other, StandardCharsets.ISO_8859_1).split("\n");
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      if (i < left.length) {
        out.append(left[i]).append('\n');
      }
      if (i % stride == 0 && i < right.length) {
        out.append(right[i]).append('\n');
      }
    }
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
