// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nosplat.engine.problem.BadInput;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How much a repair looks for at most. */
class RepairBoundTest {
  private static final int HUNKS = 1_000;

  private static BadInput refusal(int lines) {
    TreeFiles tree =
        new TreeFiles() {
          @Override
          public Optional<String> file(String path) {
            return Optional.of("\n".repeat(lines));
          }

          @Override
          public Optional<String> mode(String path) {
            return Optional.of("100644");
          }

          @Override
          public List<String> names() {
            return List.of("kernel/a.c");
          }
        };
    StringBuilder diff = new StringBuilder("--- a/kernel/a.c\n+++ b/kernel/a.c\n");
    for (int i = 1; i <= HUNKS; i++) {
      diff.append("@@ -%1$d +%1$d @@\n-a\n+b\n".formatted(i));
    }
    return catchThrowableOfType(
        BadInput.class, () -> new PatchRepair(tree, diff.toString(), "here", "It").rebuild());
  }

  @Test
  void hunksTimesLinesBeyondTwentyMillionAreRefusedBeforeOneIsLookedFor() {
    BadInput refusal = refusal(20_001);

    assertThat(refusal.what()).isEqualTo("It, has too many hunks to repair.");
    assertThat(refusal.evidence())
        .containsExactly("1,000 hunks for kernel/a.c, which has 20,001 lines");
  }

  @Test
  void asManyHunksAreLookedForInASmallFile() {
    assertThat(refusal(20).what()).contains("a hunk fits nowhere");
  }
}
