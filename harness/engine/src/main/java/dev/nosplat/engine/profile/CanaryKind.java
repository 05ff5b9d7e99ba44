// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.profile;

import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A known bug that our module (vm-images/canary) can provoke, and the report that must follow. In
 * the order in which they are provoked: what turns lockdep off comes last.
 */
public enum CanaryKind {
  /** A task that is not woken. */
  SLEEPING_TASK("sleeping-task", "hang", Family.HUNG_TASK),
  /** A CPU that runs nothing else. */
  BUSY_CPU("busy-cpu", "hang", Family.SOFT_LOCKUP),
  /** Work that waits for such a CPU, for less time than the others' detectors need. */
  BLOCKED_QUEUE("blocked-queue", "hang seconds=22", Family.WORKQUEUE_LOCKUP),
  /** A grace period that waits for that CPU. */
  STALLED_GRACE_PERIOD("stalled-grace-period", "hang", Family.RCU_STALL),
  /** Two threads that write to one variable. */
  RACE("race", "race", Family.KCSAN),
  /** {@code might_sleep()} with preemption disabled. */
  SLEEP_IN_ATOMIC("sleep-in-atomic", "sleep-in-atomic", Family.SLEEPING_IN_ATOMIC),
  /** A spinlock taken with preemption disabled, which sleeps on PREEMPT_RT. */
  SPINLOCK_IN_ATOMIC("spinlock-in-atomic", "spinlock-in-atomic", Family.SLEEPING_IN_ATOMIC),
  /** An entry removed from a list that it is not in. */
  LIST("list", "list", Family.LIST_CORRUPTION),
  /** A reference taken on what has none. */
  REFCOUNT("refcount", "refcount", Family.REFCOUNT),
  /** An object that nothing points to; kmemleak tells of it in a file, and not on the console. */
  LEAK("leak", "leak"),
  /** A sleeping lock under a raw one. */
  WAIT_TYPE("wait-type", "wait-type", Family.INVALID_WAIT_CONTEXT),
  /** Two locks of one class at once. */
  RECURSION("recursion", "recursion", Family.RECURSIVE_LOCKING),
  /** Two locks in both orders. */
  CIRCLE("circle", "circle", Family.CIRCULAR_LOCKING),
  /** A read of memory that was freed. */
  USE_AFTER_FREE("use-after-free", "use-after-free", Family.KASAN),
  /** A read behind the end of an object. */
  OUT_OF_BOUNDS("out-of-bounds", "out-of-bounds", Family.KASAN);

  private final String word;
  private final String provokedBy;
  private final Set<Family> families;

  CanaryKind(String word, String provokedBy, Family... families) {
    this.word = word;
    this.provokedBy = provokedBy;
    this.families = Set.of(families);
  }

  /** The kind of that name in a profile. */
  static Optional<CanaryKind> named(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  /** What profiles call it. */
  public String word() {
    return word;
  }

  /**
   * The value of the module's parameter {@code kind}, and others after it; several kinds may share
   * one.
   */
  public String provokedBy() {
    return provokedBy;
  }

  /** Whether a report is what this kind makes its detector print. */
  public boolean explains(Splat splat) {
    return families.contains(splat.family());
  }

  /**
   * Whether reports about worker pools would drown this one's: a CPU that runs nothing else holds
   * up its pools too, each of their reports goes to a console, and whatever writes to a slow one
   * counts as a sign of life of its CPU (touch_nmi_watchdog() in wait_for_lsr(),
   * drivers/tty/serial/8250/8250_port.c, 7.3).
   */
  public boolean drownedByPools() {
    return this == BUSY_CPU || this == STALLED_GRACE_PERIOD;
  }

  /**
   * Whether the kernel prints only one such report a second, whoever caused them: the one after it
   * must wait ({@code prev_jiffy} in __might_resched(), kernel/sched/core.c, 7.3).
   */
  public boolean onceASecond() {
    return families.contains(Family.SLEEPING_IN_ATOMIC);
  }

  /** Whether its report stands on the console. */
  public boolean onConsole() {
    return !families.isEmpty();
  }

  /** Whether it is lockdep's, which reports once and then turns itself off. */
  public boolean byLockdep() {
    return families.stream().anyMatch(Family::disarmsLockdep);
  }
}
