// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.junit.KernelTest;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Family;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The main job on the oldest 7.x that Debian packages: the same patches have to fit it. */
@Tag("vm-full")
class OldestKernelIT {
  private static final String TREE = "debian:oldest-7";
  private static final String CONTROL = "srcu-wait-type";
  private static final String FIX = "../../patches/fixes/task-storage-deferral.patch";

  @Nested
  @KernelTest(tree = TREE)
  class TheCleanTree {
    @Test
    void passesWithAllItsEvidence(RunRecord run) {
      assertThat(run.evidence().unmet()).isEmpty();
    }
  }

  @Nested
  @KernelTest(tree = TREE, controls = CONTROL, expect = Outcome.FAIL)
  class ThePlantedBug {
    @Test
    void isAnInvalidWaitContextInTheDelete(RunRecord run) {
      assertThat(run.splats().get(0).family()).isEqualTo(Family.INVALID_WAIT_CONTEXT);
      assertThat(run.splats().get(0).frames())
          .anyMatch(frame -> frame.function().equals("bpf_task_storage_delete"));
    }
  }

  @Nested
  @KernelTest(tree = TREE, controls = CONTROL, patches = FIX)
  class ThePlantedBugWithItsFix {
    @Test
    void passesWithAllItsEvidence(RunRecord run) {
      assertThat(run.evidence().unmet()).isEmpty();
    }
  }
}
