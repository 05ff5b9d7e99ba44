// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.bisect.history.ReleaseLine;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.RunRecord;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatchesAlwaysTest {
  private static final Path FIRST = Path.of("first.patch");
  private static final Path OLD_ONLY = Path.of("old-only.patch");
  private static final Path ON_FIRST = Path.of("needs-first.patch");

  /** Trees on which a patch applies or not; nothing can be run on them. */
  private final Checker trees =
      new Checker() {
        @Override
        public RunRecord check(CheckPlan plan, Progress progress) {
          throw new AssertionError("nothing may run");
        }

        @Override
        public boolean applies(CheckPlan plan, Progress progress) {
          Path last = plan.patches().get(plan.patches().size() - 1);
          return last.equals(FIRST)
              || (last.equals(OLD_ONLY) && plan.tree().equals("old"))
              || (last.equals(ON_FIRST) && plan.patches().contains(FIRST));
        }
      };

  private final PatchesAlways always =
      PatchesAlways.onTrees(List.of(FIRST, OLD_ONLY, ON_FIRST), trees);

  @Test
  void aReleaseGetsThoseThatApplyEachOnTopOfTheOthers() throws Exception {
    var line = ReleaseLine.of(List.of("old", "new"));
    assertThat(always.applyingTo(line.olds().get(0))).containsExactly(FIRST, OLD_ONLY, ON_FIRST);
    assertThat(always.applyingTo(line.commits().get(0))).containsExactly(FIRST, ON_FIRST);
  }
}
