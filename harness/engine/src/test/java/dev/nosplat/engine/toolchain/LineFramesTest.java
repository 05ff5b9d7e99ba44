// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineFramesTest {
  private final List<String> lines = new ArrayList<>();
  private final LineFrames frames = new LineFrames((line, error) -> lines.add(line));

  private void print(String text) {
    frames.onNext(new Frame(StreamType.STDOUT, text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aLineWithoutAnEndIsCutAndSaysHowMuchIsMissing() {
    String block = "x".repeat(1 << 20);
    for (int i = 0; i < 64; i++) {
      print(block);
    }
    print("\nnext\n");
    frames.onComplete();
    assertThat(lines).hasSize(2).last().isEqualTo("next");
    assertThat(lines.get(0))
        .endsWith(" [nosplat: " + ((64 << 20) - LineFrames.LONGEST) + " bytes more in this line]")
        .hasSizeLessThan(LineFrames.LONGEST + 100);
  }

  @Test
  void aReaderThatFailsEndsTheWaitAndIsTold() throws Exception {
    LineFrames failing =
        new LineFrames(
            (line, error) -> {
              throw new OutOfMemoryError("planted");
            });
    failing.onNext(new Frame(StreamType.STDOUT, "one\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(failing.awaitEnd(Duration.ZERO)).isTrue();
    assertThat(failing.failure()).get().isInstanceOf(OutOfMemoryError.class);
  }
}
