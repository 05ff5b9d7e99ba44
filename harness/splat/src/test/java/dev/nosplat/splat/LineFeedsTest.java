// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.Generate.byteArrays;
import static org.quicktheories.generators.Generate.pick;
import static org.quicktheories.generators.SourceDSL.integers;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineFeedsTest {
  @Test
  void eightBytesAtOnceCountAsManyAsOneByOne() {
    List<Byte> alphabet =
        List.of((byte) '\n', (byte) 0x0b, (byte) 0x8a, (byte) 0, (byte) 0xff, (byte) 'a');
    qt().forAll(byteArrays(integers().between(0, 70), pick(alphabet)), integers().between(0, 9))
        .checkAssert(
            (bytes, skipped) -> {
              int from = Math.min(skipped, bytes.length);
              long one = IntStream.range(from, bytes.length).filter(i -> bytes[i] == '\n').count();
              assertThat(LineFeeds.count(bytes, from, bytes.length)).isEqualTo((int) one);
            });
  }
}
