// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "260, 0.3 s",
    "9949, 9.9 s",
    "9950, 10 s",
    "119499, 119 s",
    "125000, 2 min 5 s",
    "7199000, 119 min 59 s",
    "7260000, 2 h 1 min"
  })
  void durationsReadAsAPersonSaysThem(long millis, String expected) {
    assertThat(Layout.duration(millis)).isEqualTo(expected);
  }

  @Test
  void wrappingBreaksAtBlanksAndCutsWhatHasNone() {
    assertThat(Layout.wrap("one two three", 8)).containsExactly("one two", "three");
    assertThat(Layout.wrap("abcdefghij", 4)).containsExactly("abcd", "efgh", "ij");
    assertThat(Layout.wrap("", 4)).containsExactly("");
  }

  @Test
  void aShellReadsAQuotedWordBackAsItIs() throws Exception {
    for (String word : new String[] {"/runs/a-1", "a b", "it's", "$(id)`id`;#", "-n", "ä\"\\"}) {
      Process shell = new ProcessBuilder("sh", "-c", "printf %s " + Layout.shellWord(word)).start();
      assertThat(new String(shell.getInputStream().readAllBytes(), "UTF-8")).isEqualTo(word);
    }
  }
}
