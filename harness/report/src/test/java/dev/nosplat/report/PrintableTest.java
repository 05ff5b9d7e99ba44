// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void ordinaryTextStaysAsItIs() {
    assertThat(Printable.line("rcu: \"übung\" <b> & 日本 😀"))
        .isEqualTo("rcu: \"übung\" <b> & 日本 😀");
  }

  @Test
  void escapeSequencesBecomeVisible() {
    assertThat(Printable.line("\u001b[31mred\u0007\u009b2J\u007f"))
        .isEqualTo("\\x1b[31mred\\x07\\x9b2J\\x7f");
  }

  @Test
  void charactersThatReorderOrHideTextBecomeVisible() {
    assertThat(Printable.line("a\u202eb\u200bc\ufeffd\ue000\ud800"))
        .isEqualTo("a\\u{202e}b\\u{200b}c\\u{feff}d\\u{e000}\\u{d800}");
  }

  @Test
  void aLineStaysOneLine() {
    assertThat(Printable.line("a\nb\r\nc\td\u2028e")).isEqualTo("a\\nb\\r\\nc\\td\\u{2028}e");
  }

  @Test
  void aBlockKeepsItsLinesAndTabs() {
    assertThat(Printable.block("a\r\n\tb\rc\n")).isEqualTo("a\n\tb\\rc\n");
  }
}
