// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.Optional;

/** Which of the kernel's reports a splat is. */
public enum Family {
  /** A lock whose wait type is not allowed in the current context. */
  INVALID_WAIT_CONTEXT("invalid-wait-context"),
  /** Two or more locks taken in a circle. */
  CIRCULAR_LOCKING("circular-locking"),
  /** A task takes a lock of a class that it already holds. */
  RECURSIVE_LOCKING("recursive-locking"),
  /** A lock is used in an interrupt and with that interrupt enabled. */
  INCONSISTENT_LOCK_STATE("inconsistent-lock-state"),
  /** An interrupt-safe lock depends on one that is not, found when the state changed. */
  IRQ_INVERSION("irq-inversion"),
  /** An interrupt-safe lock is followed by an interrupt-unsafe one. */
  UNSAFE_LOCK_ORDER("unsafe-lock-order"),
  /** A lock is released that is not held. */
  BAD_UNLOCK_BALANCE("bad-unlock-balance"),
  /** Contention is reported on a lock that is not held. */
  BAD_CONTENTION("bad-contention"),
  /** Memory is freed that holds a held lock. */
  HELD_LOCK_FREED("held-lock-freed"),
  /** A system call returns with a lock held. */
  LOCK_HELD_ON_RETURN("lock-held-on-return"),
  /** A task exits or freezes with a lock held. */
  LOCK_HELD_AT_EXIT("lock-held-at-exit"),
  /** The outer lock of a nested one is not held. */
  NESTED_LOCK("nested-lock"),
  /** A lock without a static key, mostly one that was never initialised. */
  NON_STATIC_KEY("non-static-key"),
  /** Lockdep ran out of its own tables or found them corrupt, and turned itself off. */
  LOCKDEP_LIMIT("lockdep-limit"),
  /** An RCU primitive used without the protection it needs. */
  SUSPICIOUS_RCU("suspicious-rcu-usage"),
  /** Spinlock and rwlock debugging: bad magic, wrong owner, lockup suspected. */
  SPINLOCK("spinlock-debug"),
  /** A resilient spinlock or a BPF program gave up on a deadlock or a timeout. */
  BPF_DEADLOCK("bpf-deadlock"),
  /** A function that may sleep called where that is forbidden. */
  SLEEPING_IN_ATOMIC("sleeping-in-atomic"),
  /** {@code schedule()} called where preemption is disabled. */
  SCHEDULING_WHILE_ATOMIC("scheduling-while-atomic"),
  /** The kernel address sanitizer. */
  KASAN("kasan"),
  /** The sampling memory-safety detector. */
  KFENCE("kfence"),
  /** The data-race detector. */
  KCSAN("kcsan"),
  /** The uninitialised-memory detector. */
  KMSAN("kmsan"),
  /** The undefined-behaviour sanitizer. */
  UBSAN("ubsan"),
  /** Memory that nothing points to. */
  KMEMLEAK("kmemleak"),
  /** A reference count that saturated, underflowed or came back from zero. */
  REFCOUNT("refcount"),
  /** A linked list whose neighbours do not point at each other. */
  LIST_CORRUPTION("list-corruption"),
  /** Object debugging: an active object freed, initialised twice. */
  ODEBUG("odebug"),
  /** {@code WARN()} and its relatives. */
  WARNING("warning"),
  /** {@code kernel BUG at}, and the kernel's other reports that begin with {@code BUG:}. */
  BUG("bug"),
  /** A NULL pointer dereferenced. */
  NULL_DEREFERENCE("null-dereference"),
  /** A kernel access to an address that is not mapped, or not so. */
  PAGING_REQUEST("paging-request"),
  /** A general protection fault. */
  GENERAL_PROTECTION("general-protection-fault"),
  /** An instruction that the processor does not know, outside {@code BUG()}. */
  INVALID_OPCODE("invalid-opcode"),
  /** A division by zero. */
  DIVIDE_ERROR("divide-error"),
  /** A fault while a fault was delivered. */
  DOUBLE_FAULT("double-fault"),
  /** A kernel stack that ran into its guard page or lost its canary. */
  STACK_OVERRUN("stack-overrun"),
  /** Any other trap that ended in an oops. */
  OOPS("oops"),
  /** A page freed or allocated in an impossible state. */
  BAD_PAGE("bad-page"),
  /** A page table entry that makes no sense. */
  BAD_PAGE_MAP("bad-page-map"),
  /** A slab object, its red zone or its free list overwritten. */
  SLAB_CORRUPTION("slab-corruption"),
  /** A copy between user space and an object that must not be copied so. */
  USERCOPY("usercopy"),
  /** A fortified string function that would leave its buffer. */
  FORTIFY("fortify"),
  /** An RCU grace period that does not end. */
  RCU_STALL("rcu-stall"),
  /** The same for one of the RCU tasks flavours. */
  RCU_TASKS_STALL("rcu-tasks-stall"),
  /** A CPU that does not schedule. */
  SOFT_LOCKUP("soft-lockup"),
  /** A CPU that does not take interrupts. */
  HARD_LOCKUP("hard-lockup"),
  /** A worker pool that makes no progress. */
  WORKQUEUE_LOCKUP("workqueue-lockup"),
  /** A task that waits uninterruptibly for too long. */
  HUNG_TASK("hung-task"),
  /** The kernel gave up. */
  PANIC("panic"),
  /** The kernel removed a BPF scheduler. */
  SCHED_EXT_EJECTION("sched-ext-ejection"),
  /** The root file system could not be mounted. */
  ROOT_MOUNT_FAILURE("root-mount-failure"),
  /** The kernel boots a second time although nothing announced it. */
  UNEXPECTED_BOOT("unexpected-boot");

  private final String id;

  Family(String id) {
    this.id = id;
  }

  /** The name that JSON, known-issues files and the command line use: lower case with hyphens. */
  public String id() {
    return id;
  }

  /** The family with this {@link #id()}. */
  public static Optional<Family> byId(String id) {
    for (Family family : values()) {
      if (family.id.equals(id)) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return id;
  }

  /**
   * Whether lockdep prints it, as long as debug_locks is on: print_*() in kernel/locking/lockdep.c,
   * each of which turns debug_locks off, and lockdep_rcu_suspicious(), which needs it (6.1 to 7.3).
   */
  public boolean byLockdep() {
    return compareTo(SPINLOCK) < 0;
  }
}
