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
    assertThat(screen.err()).containsPattern("building +50% .*700/1400 \\(0:00:0.*objects");
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
