// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Bug;
import dev.nosplat.splat.Splat;

/**
 * What a run could have shown. Lockdep prints one report and then turns itself off
 * (debug_locks_off() in lib/debug_locks.c, 6.12 to 7.3), so a run that showed one of its splats
 * says nothing about any other.
 */
final class Detectability {
  private Detectability() {}

  /** Whether the run shows this bug. */
  static boolean shows(RunRecord run, Splat splat) {
    return run.splats().stream().anyMatch(s -> !s.userspace() && Bug.same(s, splat));
  }

  /** Whether the run would have shown this bug if it had happened, and so counts in its rate. */
  static boolean couldShow(RunRecord run, Splat bug) {
    if (shows(run, bug)) {
      return true;
    }
    return switch (run.verdict().outcome()) {
      case PASS -> true;
      case FAIL -> isComplete(run) || !bug.family().byLockdep() && lacksOnlyLockdep(run);
      case INCONCLUSIVE -> !bug.family().byLockdep() && lacksOnlyLockdep(run);
      case BUILD_FAILED, BOOT_FAILED, INFRA_FAILED -> false;
    };
  }

  /** Whether a run says anything about the scenario at all. */
  static boolean ranComplete(RunRecord run) {
    return run.verdict().passed() || isComplete(run);
  }

  /** Whether lockdep had turned itself off by the end. */
  static boolean lockdepWentOff(RunRecord run) {
    return run.evidence().unmet().stream().anyMatch(r -> r.kind().saysLockdepIsOff());
  }

  private static boolean isComplete(RunRecord run) {
    return !run.evidence().requirements().isEmpty() && run.evidence().unmet().isEmpty();
  }

  private static boolean lacksOnlyLockdep(RunRecord run) {
    return !run.evidence().requirements().isEmpty()
        && run.evidence().unmet().stream().allMatch(r -> r.kind().needsLockdep());
  }
}
