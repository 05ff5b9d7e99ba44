// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import java.util.Locale;
import java.util.Set;

/**
 * What a run could have shown. Lockdep prints one report and then turns itself off
 * (debug_locks_off() in lib/debug_locks.c, 6.12 to 7.3), so a run that showed one of its splats
 * says nothing about any other.
 */
final class Reach {
  /** Reports that need debug_locks: print_*() in kernel/locking/lockdep.c and RCU's own check. */
  private static final Set<String> LOCKDEP =
      Set.of(
          "invalid-wait-context",
          "circular-locking",
          "recursive-locking",
          "inconsistent-lock-state",
          "irq-inversion",
          "unsafe-lock-order",
          "bad-unlock-balance",
          "bad-contention",
          "held-lock-freed",
          "lock-held-on-return",
          "lock-held-at-exit",
          "nested-lock",
          "non-static-key",
          "lockdep-limit",
          "suspicious-rcu-usage");

  private Reach() {}

  /**
   * What tells bugs apart. For most it is the signature, which holds the nearest callers. A lockdep
   * report's title names the locks and the context that do not go together, and that is the bug,
   * whichever call chain met it first: on 7.3 one planted wait type showed two signatures, because
   * the compiler had inlined one of two calls.
   */
  static String bug(Splat splat) {
    return isLockdep(splat.family())
        ? splat.family().id() + " " + splat.title()
        : splat.signature();
  }

  /** Whether the run shows this bug. */
  static boolean shows(RunRecord run, Splat splat) {
    return run.splats().stream().anyMatch(s -> !s.userspace() && bug(s).equals(bug(splat)));
  }

  /** Whether the run would have shown this bug if it had happened, and so counts in its rate. */
  static boolean couldShow(RunRecord run, Splat bug) {
    if (shows(run, bug)) {
      return true;
    }
    return switch (run.verdict().outcome()) {
      case PASS -> true;
      case FAIL -> isComplete(run) || !isLockdep(bug.family()) && lacksOnlyLockdep(run);
      case INCONCLUSIVE -> !isLockdep(bug.family()) && lacksOnlyLockdep(run);
      case BUILD_FAILED, BOOT_FAILED, INFRA_FAILED -> false;
    };
  }

  /** Whether a run says anything about the scenario at all. */
  static boolean ranComplete(RunRecord run) {
    return run.verdict().passed() || isComplete(run);
  }

  /** Whether lockdep had turned itself off by the end. */
  static boolean lockdepWentOff(RunRecord run) {
    return run.evidence().unmet().stream().anyMatch(Reach::isAboutDebugLocks);
  }

  private static boolean isComplete(RunRecord run) {
    return !run.evidence().requirements().isEmpty() && run.evidence().unmet().isEmpty();
  }

  private static boolean lacksOnlyLockdep(RunRecord run) {
    return !run.evidence().requirements().isEmpty()
        && run.evidence().unmet().stream().allMatch(Reach::needsLockdep);
  }

  private static boolean needsLockdep(Requirement requirement) {
    return isAboutDebugLocks(requirement)
        || requirement.name().toLowerCase(Locale.ROOT).startsWith("canary");
  }

  private static boolean isAboutDebugLocks(Requirement requirement) {
    String name = requirement.name().toLowerCase(Locale.ROOT);
    return name.startsWith("debug_locks") || name.startsWith("lockdep");
  }

  private static boolean isLockdep(Family family) {
    return LOCKDEP.contains(family.id());
  }
}
