// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static dev.nosplat.splat.Blame.*;
import static dev.nosplat.splat.FamilyRow.Ending.*;
import static dev.nosplat.splat.FamilyRow.Trait.*;
import static dev.nosplat.splat.FamilyRow.family;
import static dev.nosplat.splat.FamilyRow.fault;
import static dev.nosplat.splat.FamilyRow.lockdep;
import static dev.nosplat.splat.FamilyRow.message;
import static dev.nosplat.splat.FamilyRow.sanitizer;
import static dev.nosplat.splat.FamilyRow.stall;
import static dev.nosplat.splat.Headline.Role.*;
import static dev.nosplat.splat.Headlines.DIE;
import static dev.nosplat.splat.Headlines.LOCKDEP_SAYS;
import static dev.nosplat.splat.Headlines.NOT_NULL;
import static dev.nosplat.splat.Headlines.WATCHDOG;
import static dev.nosplat.splat.MainStack.*;

import dev.nosplat.splat.FamilyRow.Trait;
import java.util.List;
import java.util.Optional;

/**
 * Which of the kernel's reports a splat is.
 *
 * <p>One row a family: with which lines its reports begin, where they end, what is read from them,
 * which of their stacks counts, whom they blame and how their titles read. What a row does not say
 * is what most families have, or most of its kind. The order says nothing. The formats were read in
 * the sources of 6.1, 6.12 and 7.3; {@code [ INFO: ... ]} and the like are those of 4.x.
 */
public enum Family {
  /** A lock whose wait type is not allowed in the current context. */
  INVALID_WAIT_CONTEXT(
      lockdep("invalid-wait-context")
          .begins(LOCKDEP_SAYS + "Invalid wait context")
          .title("invalid wait context")
          .reads(LockdepParser::waitContext)),
  /** Two or more locks taken in a circle. */
  CIRCULAR_LOCKING(
      lockdep("circular-locking")
          .begins(
              LOCKDEP_SAYS + "possible circular locking dependency detected",
              LOCKDEP_SAYS + "circular locking deadlock detected")
          .title("possible circular locking dependency")),
  /** A task takes a lock of a class that it already holds. */
  RECURSIVE_LOCKING(
      lockdep("recursive-locking")
          .begins(LOCKDEP_SAYS + "possible recursive locking detected")
          .title("possible recursive locking")),
  /** A lock is used in an interrupt and with that interrupt enabled. */
  INCONSISTENT_LOCK_STATE(
      lockdep("inconsistent-lock-state")
          .begins(LOCKDEP_SAYS + "inconsistent lock state")
          .title("inconsistent lock state")),
  /** An interrupt-safe lock depends on one that is not, found when the state changed. */
  IRQ_INVERSION(
      lockdep("irq-inversion")
          .begins(LOCKDEP_SAYS + "possible irq lock inversion dependency")
          .title("possible irq lock inversion")),
  /** An interrupt-safe lock is followed by an interrupt-unsafe one. */
  UNSAFE_LOCK_ORDER(
      lockdep("unsafe-lock-order")
          .begins(LOCKDEP_SAYS + "\\S+-safe -> \\S+-unsafe lock order")
          .title(Nouns::lockOrder)),
  /** A lock is released that is not held. */
  BAD_UNLOCK_BALANCE(
      lockdep("bad-unlock-balance")
          .begins(LOCKDEP_SAYS + "bad unlock balance detected")
          .title("bad unlock balance")
          .blames(Blame.FIRST)),
  /** Contention is reported on a lock that is not held. */
  BAD_CONTENTION(
      family("bad-contention")
          .begins(LOCKDEP_SAYS + "bad contention detected")
          .is(LOCKDEP)
          .ends(BACKTRACE)
          .title("bad contention")
          .reads(LockdepParser::locking)
          .stack(LAST)
          .blames(TAKER)),
  /** Memory is freed that holds a held lock. */
  HELD_LOCK_FREED(
      lockdep("held-lock-freed")
          .begins(LOCKDEP_SAYS + "held lock freed")
          .title("held lock freed")
          .blames(Blame.FIRST)),
  /** A system call returns with a lock held. */
  LOCK_HELD_ON_RETURN(
      lockdep("lock-held-on-return")
          .begins(LOCKDEP_SAYS + "lock held when returning to user space")
          .title("lock held when returning to user space")
          .blames(TAKER_OF_LEFT_LOCK)),
  /** A task exits or freezes with a lock held. */
  LOCK_HELD_AT_EXIT(
      lockdep("lock-held-at-exit")
          .begins(
              LOCKDEP_SAYS + ".{1,40}/\\d+ still has locks held!",
              LOCKDEP_SAYS + "lock held at task exit time")
          .title("locks still held")
          .blames(TAKER_OF_LEFT_LOCK)),
  /** The outer lock of a nested one is not held. */
  NESTED_LOCK(
      lockdep("nested-lock")
          .begins(LOCKDEP_SAYS + "Nested lock was not taken")
          .ends(SECOND_BACKTRACE)
          .title("nested lock was not taken")),
  /** A lock without a static key, mostly one that was never initialised. */
  NON_STATIC_KEY(
      family("non-static-key")
          .begins(LOCKDEP_SAYS + "trying to register non-static key")
          .is(LOCKDEP)
          .ends(STACK)
          .title("trying to register non-static key")
          .stack(LAST)),
  /** Lockdep ran out of its own tables or found them corrupt, and turned itself off. */
  LOCKDEP_LIMIT(
      family("lockdep-limit")
          .begins(
              "BUG: MAX_\\w+ too low",
              LOCKDEP_SAYS + "chain_key collision",
              "BUG: looking up invalid subclass",
              "BUG: key \\S+ (?:has not been registered|not in \\.data)")
          .is(LOCKDEP, ENDS_PROOF)
          .ends(STACK)
          .title(Nouns::afterColon)
          .stack(LAST)),
  /** An RCU primitive used without the protection it needs. */
  SUSPICIOUS_RCU(
      family("suspicious-rcu-usage")
          .begins(LOCKDEP_SAYS + "suspicious (?:RCU|rcu_dereference_check\\(\\)) usage")
          .is(LOCKDEP)
          .ends(BACKTRACE)
          .title("suspicious RCU usage")
          .reads(MessageParser::usage)
          .stack(LAST)),
  /** Spinlock and rwlock debugging: bad magic, wrong owner, lockup suspected. */
  SPINLOCK(
      family("spinlock-debug")
          .begins("BUG: (?:spinlock|rwlock|rtlock) .{1,80} on CPU#\\d+")
          .is(SEVERAL_DUMPS)
          .title(Nouns::spinlock)),
  /** A resilient spinlock or a BPF program gave up on a deadlock or a timeout. */
  BPF_DEADLOCK(
      family("bpf-deadlock")
          .begins(
              "ERROR: (?:AA or ABBA deadlock|Timeout) detected for ",
              "(?:rqspinlock|bpf): .*deadlock detected")
          .is(UNSTAMPED)
          .ends(STACK)
          .title(Nouns::afterColon)),
  /** A function that may sleep called where that is forbidden. */
  SLEEPING_IN_ATOMIC(
      family("sleeping-in-atomic")
          .begins(
              "BUG: sleeping function called from invalid context",
              "BUG: assuming (?:atomic|non migratable) context at ")
          .ends(STACK)
          .title("sleeping function called from invalid context")),
  /** {@code schedule()} called where preemption is disabled. */
  SCHEDULING_WHILE_ATOMIC(
      family("scheduling-while-atomic")
          .begins(
              "BUG: scheduling while atomic: ",
              "BUG: scheduling in a non-blocking section: ",
              "bad: scheduling from the idle thread!")
          .ends(STACK)
          .title("scheduling while atomic")),
  /** The kernel address sanitizer. */
  KASAN(
      sanitizer("kasan")
          .begins("BUG: KAS(?:AN|an): ")
          .begins(TRAP, "Internal error: Oops - KASAN")
          .title("KASAN")),
  /** The sampling memory-safety detector. */
  KFENCE(sanitizer("kfence").begins("BUG: KFENCE: ").title("KFENCE")),
  /** The data-race detector. */
  KCSAN(
      family("kcsan")
          .begins("BUG: KCSAN: ")
          .ends(CLOSING_BANNER)
          .is(SAYS_ENOUGH)
          .key(Key.RACE)
          .title("KCSAN")
          .worded(Wording.SENTENCE)
          .reads(MessageParser::race)),
  /** The uninitialised-memory detector. */
  KMSAN(sanitizer("kmsan").begins("BUG: KMSAN: ").title("KMSAN")),
  /** The undefined-behaviour sanitizer. */
  UBSAN(
      family("ubsan")
          .begins("UBSAN: \\S.* in \\S+:\\d+", "UBSAN: [a-z /]{3,60} at \\S+\\+0x")
          .begins(TRAP, "Internal error: UBSAN: ")
          .is(FAULT, NAMED_BY_MESSAGE)
          .ends(CLOSING_BANNER)
          .title(Nouns::beforeIn)
          .reads(MessageParser::explanation)
          .blames(STANDING)),
  /** Memory that nothing points to. */
  KMEMLEAK(
      family("kmemleak")
          .begins(SINGLE_LINE, "(?:kmemleak: )?\\d+ new suspected memory leaks \\(see")
          .begins("(?:kmemleak: )?unreferenced object \\S.*\\(size \\d+\\):")
          .title("memory leak")
          .blames(ASKER)),
  /** A reference count that saturated, underflowed or came back from zero. */
  REFCOUNT(
      message("refcount")
          .begins(
              PRELUDE,
              "refcount_t: (?:saturated|addition|underflow|decrement|increment|hit|unknown)")
          .site("lib/refcount.c", "refcount_warn_saturate")
          .title("refcount bug")
          .worded(Wording.instead("\\.$"))),
  /** A linked list whose neighbours do not point at each other. */
  LIST_CORRUPTION(
      message("list-corruption")
          .begins(
              PRELUDE,
              "list_(?:add|del) corruption",
              "list_add double add",
              "list_(?:add|del) attempted on force-poisoned entry")
          .site("lib/list_debug.c")
          .title("list corruption")
          .worded(Wording.instead("(?<=corruption|double add)[.,:].*"))),
  /** Object debugging: an active object freed, initialised twice. */
  ODEBUG(
      message("odebug")
          .begins(PRELUDE, "ODEBUG: \\S+ .*object.*hint: ")
          .site("lib/debugobjects.c")
          .title("ODEBUG bug")
          .worded(Wording.OBJECT)),
  /** {@code WARN()} and its relatives. */
  WARNING(
      family("warning")
          .begins(
              WARN,
              "WARNING: CPU: \\d+ PID: \\d+ at ",
              "WARNING: (?:\\S+:\\d+ )?at \\S.*, CPU#\\d+: ",
              "WARNING: at \\S+:\\d+(?: |$)")
          .begins("WARNING: kernel stack (?:regs|frame pointer) at ")
          .is(GENERAL)
          .key(Key.PLACED)
          .title(Nouns::warning)
          .worded(Wording.SAID_OR_PLACED)
          .reads(MessageParser::sentence)
          .blames(STANDING)),
  /** {@code kernel BUG at}, and the kernel's other reports that begin with {@code BUG:}. */
  BUG(
      family("bug")
          .begins(KERNEL_BUG, "kernel BUG at ", "BUG: failure at \\S+:\\d+/")
          .begins("BUG: using \\S+ in preemptible \\[", "BUG: workqueue leaked ")
          .begins(SINGLE_LINE, "BUG: Bad rss-counter state ", "BUG: non-zero \\w+ on freeing mm")
          .begins(LASTING, "unregister_netdevice: waiting for \\S+ to become free")
          .begins(
              PRELUDE,
              "(?:traps: )?Missing ENDBR: ",
              "CFI failure (?:at|\\()",
              "VFS: Busy inodes after unmount of ")
          .elseBegins(TENTATIVE, "BUG: \\S")
          .is(GENERAL)
          .key(Key.PLACED)
          .title(Nouns::bug)
          .worded(Wording.PLACED)
          .reads(MessageParser::leftOver)
          .stack(CALL_TRACE)
          .blames(NAMED)),
  /** A NULL pointer dereferenced. */
  NULL_DEREFERENCE(
      fault("null-dereference")
          .begins(
              "(?:BUG: |CPU \\d+ )?[Uu]nable to handle kernel NULL pointer dereference",
              "BUG: kernel NULL pointer dereference, address: ",
              "BUG: Kernel NULL pointer dereference ")
          .is(SECOND_FAULT)
          .title("NULL pointer dereference")),
  /** A kernel access to an address that is not mapped, or not so. */
  PAGING_REQUEST(
      fault("paging-request")
          .begins(
              "BUG: [Uu]nable to handle " + NOT_NULL,
              "(?:CPU \\d+ )?Unable to handle kernel " + NOT_NULL + "\\S.* (?:at|in) ",
              "kernel tried to execute NX-protected page",
              "unable to execute userspace code \\(SMEP\\?\\)")
          .is(SECOND_FAULT, SHADOWED)
          .title("unable to handle kernel paging request")),
  /** A general protection fault. */
  GENERAL_PROTECTION(
      family("general-protection-fault")
          .begins(
              TRAP,
              "(?:Oops: )?(?:segment-related )?general protection fault(?:,"
                  + " (?:probably|maybe|kernel) |:)")
          .is(SHADOWED)
          .title("general protection fault")
          .blames(STANDING)),
  /** An instruction that the processor does not know, outside {@code BUG()}. */
  INVALID_OPCODE(
      family("invalid-opcode")
          .begins(TRAP, "(?:Oops: )?invalid opcode:" + DIE)
          .is(GENERAL)
          .title("invalid opcode")
          .blames(STANDING)),
  /** A division by zero. */
  DIVIDE_ERROR(
      family("divide-error")
          .begins(TRAP, "(?:Oops: )?divide[ _]error:" + DIE)
          .title("divide error")
          .blames(STANDING)),
  /** A fault while a fault was delivered. */
  DOUBLE_FAULT(
      fault("double-fault")
          .begins("(?:traps: )?PANIC: double fault")
          .begins(TRAP, "(?:Oops: )?double fault:" + DIE)
          .is(SECOND_FAULT)
          .title("double fault")),
  /** A kernel stack that ran into its guard page or lost its canary. */
  STACK_OVERRUN(
      family("stack-overrun")
          .begins(
              "BUG: (?:\\S+ )?stack guard page was hit",
              "Insufficient stack space to handle exception!",
              "Kernel panic - not syncing: (?:stack-protector: |corrupted stack end)")
          .begins(TRAP, "(?:Oops: )?(?:stack guard page|kernel stack overflow \\([^)]*\\)):")
          .is(FAULT, SECOND_AFTER_TRAP)
          .title("kernel stack overrun")
          .reads(DetailsParser::panic)
          .blames(NAMED)),
  /** Any other trap that ended in an oops. */
  OOPS(
      fault("oops")
          .begins(TRAP, "BUG: invalid or fatal FRED event")
          .elseBegins(
              TRAP,
              "Oops(?: - [^:]{1,60})?: ?[0-9a-f]{4,16}\\b",
              "Oops\\b.{0,120}\\[#\\d+\\]",
              "Internal error: ",
              "\\S.{1,100}?: [0-9a-f]{4,16} (?:ilc:\\d )?\\[#\\d+\\]",
              "[A-Za-z][\\w ,/().'-]{2,80}(?:: sig: \\d+)? ?\\[#\\d+\\](?::?$|:? [A-Z])",
              "SError Interrupt on CPU",
              "Bad mode in .* detected on CPU",
              "Unhandled \\S.* exception on CPU",
              "(?:traps: )?PANIC: (?:early exception|invalid or fatal FRED|Unsupported"
                  + " exit-code|Failure in communication|Failed to decode)")
          .elseBegins(
              TENTATIVE, "(?:\\S{1,16}: )?[Uu]nhandled (?:fault|prefetch abort)(?:: | at 0x)")
          .is(GENERAL)
          .title(Nouns::oops)),
  /** A page freed or allocated in an impossible state. */
  BAD_PAGE(
      family("bad-page")
          .begins(
              "BUG: Bad page (?:state|cache) in process ",
              "pagealloc: (?:single bit error|memory corruption)")
          .title(Nouns::badPage)
          .stack(CALL_TRACE)),
  /** A page table entry that makes no sense. */
  BAD_PAGE_MAP(
      family("bad-page-map")
          .begins("BUG: Bad page map in process ", "\\S+\\.[ch]:\\d+: bad (?:pgd|p4d|pud|pmd) ")
          .title("bad page map")
          .stack(CALL_TRACE)
          .blames(NOT_WHO_UNMAPS)),
  /** A slab object, its red zone or its free list overwritten. */
  SLAB_CORRUPTION(
      family("slab-corruption")
          .begins(
              "BUG \\S.{0,63} ?\\((?:Not tainted|Tainted: [^)]*(?:\\([^)]*\\))?[^)]*)\\): ",
              "BUG [\\w.-]{1,63}: (?:(?:Object p|P)adding overwritten|(?:Left r|Right r|R)edzone"
                  + " overwritten|Poison overwritten|Free(?:chain|list|pointer) corrupt|Objects"
                  + " remaining|Wrong object|Invalid object|Object already|Not a valid slab)",
              "Slab corruption(?: \\(.*\\))?: ",
              "slab error in \\w+\\(\\): ",
              "slab: double free detected in cache ",
              "BUG: mempool element poison mismatch")
          .is(CLOSES_WITH_WARN)
          .title("slab corruption")
          .worded(Wording.SENTENCE_IN)
          .reads(MessageParser::slab)
          .stack(CALL_TRACE)),
  /** A copy between user space and an object that must not be copied so. */
  USERCOPY(
      message("usercopy")
          .begins(
              PRELUDE,
              "(?:usercopy: )?[Kk]ernel memory (?:exposure|overwrite) attempt detected",
              "Bad or missing usercopy whitelist\\? ")
          .site("mm/usercopy.c")
          .title("bad user copy")
          .worded(Wording.instead("!$"))),
  /** A fortified string function that would leave its buffer. */
  FORTIFY(
      message("fortify")
          .begins(
              PRELUDE,
              "detected buffer overflow in \\w+",
              "\\w+: detected buffer overflow: ",
              "\\w+: detected field-spanning (?:read|write) ")
          .site("fortify_panic")
          .title("fortify")
          .worded(Wording.instead("!$"))
          .blames(STANDING)),
  /** An RCU grace period that does not end. */
  RCU_STALL(
      stall("rcu-stall")
          .begins(
              "(?:rcu: )?INFO: (?!rcu_tasks)\\w+ (?:detected (?:expedited )?stalls?|self-detected"
                  + " stall)")
          .title("RCU stall")
          .stack(FIRST_BLAMED)),
  /** The same for one of the RCU tasks flavours. */
  RCU_TASKS_STALL(
      stall("rcu-tasks-stall")
          .begins("(?:rcu: )?INFO: rcu_tasks\\w* detected stalls")
          .title("RCU tasks stall")
          .stack(FIRST_BLAMED)),
  /** A CPU that does not schedule. */
  SOFT_LOCKUP(
      stall("soft-lockup")
          .begins(WATCHDOG + "BUG: soft lockup - CPU#\\d+ stuck for ")
          .title("soft lockup")),
  /** A CPU that does not take interrupts. */
  HARD_LOCKUP(
      stall("hard-lockup")
          .begins(
              WATCHDOG + "(?:CPU\\d+: )?Watchdog detected hard LOCKUP on cpu",
              WATCHDOG + "CPU \\d+ (?:self-)?detected hard LOCKUP",
              "Watchdog CPU:\\d+ Hard LOCKUP",
              "(?:smp: )?csd: (?:Detected|Continued) non-responsive CSD lock")
          .site("watchdog_overflow_callback")
          .title("hard lockup")),
  /** A CPU that stays in the kernel with interrupts off, as nosplat saw from outside. */
  STUCK_CPU(
      family("stuck-cpu")
          .begins("nosplat: CPU \\d+ makes no progress in the kernel with interrupts off")
          .is(SEVERAL_DUMPS)
          .title("CPU stuck with interrupts off")),
  /** A triple fault: the processor gave up before the kernel could say a word, as nosplat saw. */
  SILENT_RESET(
      family("silent-reset")
          .begins("nosplat: the machine was reset without a word")
          .is(SEVERAL_DUMPS)
          .title("machine reset without a word")),
  /** A worker pool that makes no progress. */
  WORKQUEUE_LOCKUP(
      stall("workqueue-lockup")
          .begins("BUG: workqueue lockup - pool")
          .is(SEVERAL_HEADLINES)
          .title("workqueue lockup")
          .stack(FIRST_BLAMED)),
  /** A task that waits uninterruptibly for too long. */
  HUNG_TASK(
      family("hung-task")
          .begins("INFO: task .{1,64}:\\d+ blocked(?: in I/O wait)? for more than \\d+ seconds")
          .is(TIMED, SEVERAL_DUMPS)
          .title("task hung")),
  /** The kernel gave up. */
  PANIC(
      family("panic")
          .elseBegins(REPORT, "Kernel panic - not syncing")
          .is(SEVERAL_DUMPS)
          .title("panic")
          .reads(DetailsParser::panic)),
  /** The kernel removed a BPF scheduler. */
  SCHED_EXT_EJECTION(
      family("sched-ext-ejection")
          .begins(
              "sched_ext: (?:BPF (?:sub-)?scheduler )?\"[^\"]*\"(?: errored, disabling| disabled"
                  + " \\((?!unregistered|disabled by sysrq|Cgroup|parent))",
              "sched_ext: ops error detected without ops")
          .is(SAYS_ENOUGH)
          .title("sched_ext scheduler ejected")
          .key(Key.REASON)
          .blames(NOBODY_IF_STALLED)
          .reads(DetailsParser::ejection)),
  /** The root file system could not be mounted. */
  ROOT_MOUNT_FAILURE(
      family("root-mount-failure")
          .begins(TENTATIVE, "VFS: Cannot open root device ")
          .begins("Kernel panic - not syncing: VFS: Unable to mount root")
          .is(SAYS_ENOUGH)
          .title("unable to mount the root file system")
          .reads(DetailsParser::panic)),
  /** The kernel boots a second time although nothing announced it. */
  UNEXPECTED_BOOT(
      family("unexpected-boot")
          .begins(BOOT, "Linux version \\d+\\.\\d+\\S* \\(")
          .begins(
              FIRMWARE,
              "SeaBIOS \\(version ",
              "iPXE (?:\\d|\\(http)",
              "UEFI firmware \\(version ",
              "BdsDxe: (?:loading|starting) ",
              "U-Boot (?:SPL |TPL )?20\\d\\d\\.",
              "OpenSBI v\\d",
              "EFI stub: Booting Linux",
              "(?:Welcome to GRUB|GRUB loading)",
              "Decompressing Linux\\.\\.\\.",
              "Booting the kernel",
              "early console in ")
          .is(SAYS_ENOUGH, UNSTAMPED)
          .title("unexpected second boot"));

  private final FamilyRow row;

  Family(FamilyRow.Builder row) {
    this.row = row.build();
  }

  /** The name that JSON, known-issues files and the command line use: lower case with hyphens. */
  public String id() {
    return row.id();
  }

  /** The family with this {@link #id()}. */
  public static Optional<Family> byId(String id) {
    for (Family family : values()) {
      if (family.id().equals(id)) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return id();
  }

  /**
   * Whether lockdep prints it, as long as debug_locks is on: print_*() in kernel/locking/lockdep.c,
   * most of which turn debug_locks off, and lockdep_rcu_suspicious(), which needs it (6.1 to 7.3).
   */
  public boolean byLockdep() {
    return row.is(LOCKDEP);
  }

  /** Whether lockdep turned itself off before it printed such a report (6.12 to 7.3). */
  public boolean disarmsLockdep() {
    return row.is(DISARMS);
  }

  /** Whether it says that lockdep gave up: no bug of the kernel's, and the end of all proof. */
  public boolean endsProof() {
    return row.is(ENDS_PROOF);
  }

  /**
   * Whether a clock triggers it, so that on a host that starves its guests it says nothing about
   * the kernel.
   */
  public boolean timed() {
    return row.is(TIMED);
  }

  /** What such a report means and how such bugs are usually cured, in paragraphs of plain words. */
  public List<String> explanation() {
    return List.copyOf(Explanations.all().getOrDefault(id(), List.of()));
  }

  boolean is(Trait trait) {
    return row.is(trait);
  }

  FamilyRow row() {
    return row;
  }
}
