// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.strings;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TriggersTest {
  private final Triggers triggers = new Triggers(Headlines.TRIGGERS);

  @Test
  void eachWordIsFoundWhereverItStands() {
    for (String word : Headlines.TRIGGERS) {
      for (String form :
          List.of(word, word.replace('0', '7'), word.replace(' ', '\u00a0'), word + "x")) {
        for (int before = 0; before < 20; before++) {
          for (int behind = 0; behind < 20; behind++) {
            byte[] bytes =
                (".".repeat(before) + form + ".".repeat(behind)).getBytes(StandardCharsets.UTF_8);
            assertThat(triggers.find(bytes, 0, bytes.length))
                .as(form)
                .isBetween(before, bytes.length - behind - 1);
          }
        }
      }
    }
  }

  @Test
  void textThatHoldsNoneHasNone() {
    qt().forAll(strings().basicLatinAlphabet().ofLengthBetween(0, 60))
        .checkAssert(text -> assertThat(triggers.isIn(text)).as(text).isEqualTo(holdsWord(text)));
  }

  @Test
  void oneThatIsCutIsNone() {
    qt().forAll(
            integers().between(0, Headlines.TRIGGERS.size() - 1),
            strings().betweenCodePoints('a', 'f').ofLengthBetween(0, 9))
        .checkAssert(
            (word, before) -> {
              String whole = Headlines.TRIGGERS.get(word);
              byte[] bytes = (before + whole).getBytes(StandardCharsets.UTF_8);
              int end = bytes.length - 1;
              String cut = before + whole.substring(0, whole.length() - 1);
              assertThat(triggers.find(bytes, 0, end) < end).as(cut).isEqualTo(holdsWord(cut));
            });
  }

  private static boolean holdsWord(String text) {
    String digits = text.replaceAll("[0-9]", "0");
    return Headlines.TRIGGERS.stream().anyMatch(digits::contains);
  }
}
