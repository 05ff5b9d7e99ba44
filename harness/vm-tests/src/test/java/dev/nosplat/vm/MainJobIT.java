// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.junit.KernelTest;
import dev.nosplat.junit.KernelTestExtension;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Details.InvalidWaitContext;
import dev.nosplat.splat.Family;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.HeldLock;
import dev.nosplat.splat.Splat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the project exists for, on the newest kernel that Debian packages: exit_task deletes task
 * storage while tasks die in parallel. The clean tree passes, a planted bug is seen for what it is,
 * its fix passes, and whatever could have hidden the bug is never a pass.
 */
@Tag("vm")
class MainJobIT {
  private static final String CONTROL = "srcu-wait-type";
  private static final String FIX = "../../patches/fixes/task-storage-deferral.patch";

  /** No kernel parameter switches the check of wait contexts off, so a patch does. */
  private static final String LOCKDEP_OFF = "src/test/resources/trouble/switches-lockdep-off.patch";

  @Nested
  @KernelTest
  class TheCleanTree {
    @Test
    void passesWithAllItsEvidence(RunRecord run) {
      assertThat(run.evidence().requirements()).hasSizeGreaterThan(5).allMatch(Requirement::met);
      assertThat(run.splats()).isEmpty();
    }

    @Test
    void theCanaryWasSeen(RunRecord run) {
      assertThat(run.canary())
          .map(Splat::family)
          .get()
          .as("a kind drawn at random of those that prove lockdep")
          .isIn(Family.INVALID_WAIT_CONTEXT, Family.RECURSIVE_LOCKING, Family.CIRCULAR_LOCKING);
    }
  }

  @Nested
  @KernelTest(controls = CONTROL, expect = Outcome.FAIL)
  class ThePlantedBug {
    @Test
    void isSeenAsASleepingLockUnderTheRunqueueLock(RunRecord run) {
      Splat splat = run.splats().get(0);
      assertThat(splat.family()).isEqualTo(Family.INVALID_WAIT_CONTEXT);
      assertThat(splat.details())
          .isInstanceOfSatisfying(
              InvalidWaitContext.class,
              details -> {
                assertThat(details.lock().name())
                    .isEqualTo("rcu_tasks_trace_srcu_struct_srcu_usage.lock");
                assertThat(details.lock().waitTypes()).isEqualTo("3:3");
                assertThat(details.context()).isEqualTo("5:5");
                assertThat(details.held())
                    .filteredOn(lock -> lock.name().equals("&rq->__lock"))
                    .extracting(HeldLock::waitTypes)
                    .containsExactly("2:2");
              });
    }

    @Test
    void isBlamedOnTheDeleteInExitTask(RunRecord run) {
      Splat splat = run.splats().get(0);
      assertThat(splat.frames())
          .extracting(Frame::function)
          .contains("bpf_task_storage_delete")
          .anyMatch(function -> function.contains("exit_task"));
    }
  }

  @Nested
  @KernelTest(controls = CONTROL, patches = FIX)
  class ThePlantedBugWithItsFix {
    @Test
    void passesWithAllItsEvidence(RunRecord run) {
      assertThat(run.evidence().unmet()).isEmpty();
    }
  }

  @Nested
  @KernelTest(cpus = 1, expect = Outcome.INCONCLUSIVE)
  class OnOneCpu {
    @Test
    void nothingIsProvedBecauseNothingContends(RunRecord run) {
      // Whether a lone CPU cancels a fork is chance: the killer and the fork take turns.
      assertThat(run.evidence().unmet())
          .extracting(Requirement::name)
          .contains("deletes per CPU")
          .isSubsetOf("deletes per CPU", "forks cancelled");
    }
  }

  @Nested
  @KernelTest(patches = LOCKDEP_OFF, expect = Outcome.INCONCLUSIVE)
  class WithLockdepSwitchedOff {
    @Test
    void nothingIsProvedBecauseTheCanaryIsSilent(RunRecord run) {
      assertThat(run.evidence().unmet())
          .extracting(Requirement::name)
          .containsExactly(
              "debug_locks before", "debug_locks after", "memory: debug_locks", "canary");
    }
  }

  @Nested
  class WithoutTheCanary {
    @RegisterExtension
    static final KernelTestExtension KERNEL =
        KernelTestExtension.builder()
            .plan(CheckPlan.of("debian:newest").withoutCanary())
            .expect(Outcome.INCONCLUSIVE)
            .build();

    @Test
    void nothingIsProved(RunRecord run) {
      assertThat(run.evidence().unmet())
          .extracting(Requirement::name)
          .containsExactly("canary", "canary: sleep in atomic");
    }
  }
}
