// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BugTest {
  private static final List<String> STACK = List.of("f", "g", "h", "i", "j", "k");
  private static final Bug BUG =
      new Bug("kasan", "kasan:f:0123456789", "KASAN: use-after-free in f", STACK);

  @Test
  void oneSignatureIsOneBugWhateverTheStack() {
    assertThat(BUG.isSame(new Bug("kasan", BUG.signature(), "another title", List.of()))).isTrue();
  }

  @Test
  void aCallerThatIsInlinedDoesNotMakeAnotherBug() {
    assertThat(BUG.isSame(with("kasan:f:9876543210", BUG.title(), "f", "h", "i", "j", "k")))
        .isTrue();
  }

  @Test
  void aFunctionCalledFromElsewhereIsAnotherBug() {
    assertThat(BUG.isSame(with("kasan:f:9876543210", BUG.title(), "f", "x", "y", "z", "j", "k")))
        .isFalse();
  }

  @Test
  void aShortStackProvesNothing() {
    Bug shortened = with(BUG.signature(), BUG.title(), "f", "g", "h");
    assertThat(shortened.isSame(with("kasan:f:9876543210", BUG.title(), "f", "g", "h"))).isFalse();
  }

  @Test
  void otherWordsAreAnotherBugOnTheSameStack() {
    assertThat(
            BUG.isSame(new Bug("kasan", "kasan:f:9876543210", "KASAN: out-of-bounds in f", STACK)))
        .isFalse();
  }

  @Test
  void anotherFunctionToBlameIsAnotherBugThatResemblesIt() {
    Bug renamed =
        with("kasan:f2:9876543210", "KASAN: use-after-free in f2", "f2", "g", "h", "i", "j", "k");
    assertThat(BUG.isSame(renamed)).isFalse();
    assertThat(BUG.resembles(renamed)).isTrue();
  }

  @Test
  void anotherFamilyResemblesNothing() {
    assertThat(BUG.resembles(new Bug("kfence", "kfence:f:0123456789", BUG.title(), STACK)))
        .isFalse();
  }

  @Test
  void aNameIsASignatureOrOneWithoutItsDigest() {
    assertThat(BUG.isNamed("kasan:f:0123456789")).isTrue();
    assertThat(BUG.isNamed("kasan:f")).isTrue();
    assertThat(BUG.isNamed("kasan:f:0123")).isFalse();
    assertThat(BUG.isNamed("kasan:fo")).isFalse();
  }

  private static Bug with(String signature, String title, String... functions) {
    return new Bug("kasan", signature, title, List.of(functions));
  }
}
