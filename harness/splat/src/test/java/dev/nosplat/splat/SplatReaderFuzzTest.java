// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * No input makes the reader throw, hang or remember without bound. An ordinary build replays the
 * inputs under {@code SplatReaderFuzzTestInputs}; with {@code JAZZER_FUZZ=1} the same test searches
 * for new ones, guided by coverage.
 */
class SplatReaderFuzzTest {
  private static final int MOST_TEXT = 60_000_000;

  @FuzzTest(maxDuration = "5m")
  void anyInputIsReadToItsEnd(byte @Nullable [] input) {
    byte[] log = input == null ? new byte[0] : input;
    List<Splat> splats = new ArrayList<>();
    SplatReader reader = new SplatReader(splats::add);
    int half = log.length / 2;
    reader.accept(log, 0, half);
    reader.accept(log, half, log.length - half);
    reader.finish();
    for (Splat splat : splats) {
      if (splat.line() < 1 || splat.endLine() < splat.line() || splat.endLine() > reader.lines()) {
        throw new AssertionError("a report outside its input: " + splat);
      }
      if (splat.title().isBlank() || splat.title().length() > 160 || splat.title().contains("\n")) {
        throw new AssertionError("a title that is no line: " + splat.title());
      }
      if (splat.text().length() > MOST_TEXT) {
        throw new AssertionError("a report without bound");
      }
    }
  }
}
