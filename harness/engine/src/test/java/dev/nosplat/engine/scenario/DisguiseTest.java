// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DisguiseTest {
  private static final byte[] MODULE =
      ("\u007fELF\u00ff\u0000name=nosplat_canary\u0000nosplat_canary_inner\u0000"
              + "description=nosplat's canary: provokes\u0000")
          .getBytes(StandardCharsets.ISO_8859_1);

  @Test
  void noNameThatAPatchCanKnowIsLeftAndNothingMoves() {
    Disguise disguise = Disguise.of(MODULE, "0123456789abcdef");
    String text = new String(disguise.module(), StandardCharsets.ISO_8859_1);
    assertThat(disguise.name()).isEqualTo("m0123456789abc").hasSameSizeAs("nosplat_canary");
    assertThat(text).hasSize(MODULE.length).doesNotContain("nosplat").doesNotContain("canary");
    assertThat(text)
        .startsWith("\u007fELF\u00ff\u0000name=m0123456789abc\u0000m0123456789abc_inner");
  }

  @Test
  void anotherDrawIsAnotherName() {
    assertThat(Disguise.of(MODULE, "0123456789abcdef").name())
        .isNotEqualTo(Disguise.of(MODULE, "f123456789abcdef").name());
  }
}
