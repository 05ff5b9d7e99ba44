// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarProgressTest {
  private final ScreenText screen = new ScreenText();

  @Test
  void theLineTellsPhaseCountsUnitAndElapsedTime() {
    try (BarProgress progress = new BarProgress(screen.terminal().err(), 100)) {
      progress.begin("building");
      progress.advance(700, 1400, "objects");
    }
    assertThat(screen.err()).contains("building  700/1400 objects  0:00");
  }

  @Test
  void aPhaseThatIsOverLeavesNoBarAndALongNameIsCut() {
    try (BarProgress progress = new BarProgress(screen.terminal().err(), 60)) {
      progress.begin("building a tree with a name that is longer than the whole line is wide, 1");
      progress.advance(1, 2, "objects");
      progress.begin("booting");
    }
    assertThat(screen.err()).endsWith("\r\u001b[K");
    assertThat(screen.err().split("\r\u001b\\[K")).allMatch(line -> line.length() <= 60);
    assertThat(screen.err()).contains("\u2026  1/2 objects  0:00").doesNotContain("\n");
  }

  @Test
  void aSentenceGetsALineOfItsOwnAboveTheBar() {
    try (BarProgress progress = new BarProgress(screen.terminal().err(), 100)) {
      progress.begin("building");
      progress.say("took 7.3.4");
    }
    assertThat(screen.err()).contains("\r\u001b[Ktook 7.3.4\n");
  }
}
