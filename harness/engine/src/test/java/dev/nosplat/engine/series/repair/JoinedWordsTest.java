// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JoinedWordsTest {
  private static final List<String> FILE =
      List.of(
          "/* callable reads one question a line: */",
          " * the id of struct sched_ext_ops",
          " * stuck, where a worker is");

  @Test
  void aTableInACommentMayHaveLostTheTabBehindItsNames() {
    for (String line :
        List.of(
            " * helper NAME NUMBERa helper of enum bpf_func_id",
            " * ops IDthe id of struct sched_ext_ops",
            " * stucka worker at work",
            "\tint i; /* questionthe line */")) {
      assertThat(isIn(line)).as(line).isTrue();
    }
  }

  @Test
  void aDirectiveAHexNumberOrATypeMayHaveGrownTogetherWithItsNeighbour() {
    for (String line :
        List.of(
            "#defineCLK_AGCP_VBC_EB11",
            "#ifdefCONFIG_SMP",
            "\t\tMX51_PAD_UART1_RXD__UART1_RXD0x1c5",
            "\tvolatile unsigned charSASR;")) {
      assertThat(isIn(line)).as(line).isTrue();
    }
    for (String line : List.of("#include_next <stdio.h>", "\tunsigned char pad;", "#if 0")) {
      assertThat(isIn(line)).as(line).isFalse();
    }
  }

  @Test
  void ordinaryWordsOfAnotherCommentAreNoTwo() {
    for (String line :
        List.of(
            " * All CPUs have NULLed it, and the IDs are kept while RCU is PARKing.",
            "/* Nobody has asked for it yet. */")) {
      assertThat(isIn(line)).as(line).isFalse();
    }
  }

  private static boolean isIn(String line) {
    return new JoinedWords(FILE, List.of(line)).isIn(line);
  }
}
