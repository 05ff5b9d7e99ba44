// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import dev.nosplat.splat.Headline.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Recognises the lines with which reports begin.
 *
 * <p>A headline stands at the beginning of a message: text that merely quotes one is none. The
 * formats were read in the sources of 6.1, 6.12 and 7.3; {@code [ INFO: ... ]} and the like are
 * those of 4.x.
 */
final class Headlines {
  /** Words of which every headline has at least one: what the byte scanner looks for. */
  static final List<String> TRIGGERS =
      List.of(
          "BUG",
          "WARNING: ",
          "INFO: ",
          "cut here",
          "====================",
          "UBSAN: ",
          "Oops",
          "Internal error: ",
          " [#",
          "general protection fault",
          "nable to handle kernel",
          "PANIC: ",
          "Kernel panic",
          "refcount_t: ",
          "list_add",
          "list_del",
          "ODEBUG: ",
          "memory leaks",
          "unreferenced object",
          "emory exposure attempt",
          "emory overwrite attempt",
          "detected buffer overflow",
          "detected field-spanning",
          "hard LOCKUP",
          "Hard LOCKUP",
          "lab corruption",
          "slab error in",
          "double free detected in cache",
          "ad page state",
          ": bad p",
          "bad: scheduling",
          "ERROR: ",
          "sched_ext: ",
          "Cannot open root device",
          "SError",
          "Bad mode in",
          "Unhandled ",
          "Insufficient stack space",
          "kernel stack overflow",
          "NX-protected",
          "SMEP",
          "CSD lock",
          "CFI failure",
          "Missing ENDBR",
          "pagealloc: ",
          "Linux version ",
          "reboot: ",
          "Restarting system",
          "Starting new kernel");

  private record Rule(Pattern pattern, Headline headline) {}

  private static final String LOCKDEP = "(?:\\[ ?)?(?:WARNING|INFO|BUG): ";
  private static final String WATCHDOG = "(?:(?:NMI )?[Ww]atchdog: ?)?";
  private static final String DIE = " ?(?:[0-9a-f]{1,16} )?\\[#\\d+\\]";

  private static final List<Rule> RULES = rules();

  private Headlines() {}

  /** What this message announces, if it is a headline. */
  static Optional<Headline> match(String message) {
    if (message.isEmpty()) {
      return Optional.empty();
    }
    for (Rule rule : RULES) {
      if (rule.pattern.matcher(message).lookingAt()) {
        return Optional.of(rule.headline);
      }
    }
    return Optional.empty();
  }

  private static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    frames(rules);
    lockdep(rules);
    sanitizers(rules);
    memory(rules);
    time(rules);
    faults(rules);
    last(rules);
    return List.copyOf(rules);
  }

  private static void add(List<Rule> rules, Family family, Role role, String... patterns) {
    for (String pattern : patterns) {
      rules.add(new Rule(Pattern.compile(pattern), new Headline(family, role)));
    }
  }

  private static void report(List<Rule> rules, Family family, String... patterns) {
    add(rules, family, Role.REPORT, patterns);
  }

  private static void frames(List<Rule> rules) {
    add(rules, Family.WARNING, Role.CUT_HERE, "-{4,}\\[ cut here \\]");
    add(rules, Family.WARNING, Role.BANNER, "={20,}$");
    add(
        rules,
        Family.WARNING,
        Role.WARN,
        "WARNING: CPU: \\d+ PID: \\d+ at ",
        "WARNING: (?:\\S+:\\d+ )?at \\S.*, CPU#\\d+: ",
        "WARNING: at \\S+:\\d+ ");
    add(rules, Family.BUG, Role.KERNEL_BUG, "kernel BUG at ", "BUG: failure at \\S+:\\d+/");
    add(rules, Family.UNEXPECTED_BOOT, Role.BOOT, "Linux version \\d+\\.\\d+\\S* \\(");
  }

  private static void lockdep(List<Rule> rules) {
    report(rules, Family.INVALID_WAIT_CONTEXT, LOCKDEP + "Invalid wait context");
    report(
        rules,
        Family.CIRCULAR_LOCKING,
        LOCKDEP + "possible circular locking dependency detected",
        LOCKDEP + "circular locking deadlock detected");
    report(rules, Family.RECURSIVE_LOCKING, LOCKDEP + "possible recursive locking detected");
    report(rules, Family.INCONSISTENT_LOCK_STATE, LOCKDEP + "inconsistent lock state");
    report(rules, Family.IRQ_INVERSION, LOCKDEP + "possible irq lock inversion dependency");
    report(rules, Family.UNSAFE_LOCK_ORDER, LOCKDEP + "\\S+-safe -> \\S+-unsafe lock order");
    report(rules, Family.BAD_UNLOCK_BALANCE, LOCKDEP + "bad unlock balance detected");
    report(rules, Family.BAD_CONTENTION, LOCKDEP + "bad contention detected");
    report(rules, Family.HELD_LOCK_FREED, LOCKDEP + "held lock freed");
    report(rules, Family.LOCK_HELD_ON_RETURN, LOCKDEP + "lock held when returning to user space");
    report(
        rules,
        Family.LOCK_HELD_AT_EXIT,
        LOCKDEP + ".{1,40}/\\d+ still has locks held!",
        LOCKDEP + "lock held at task exit time");
    report(rules, Family.NESTED_LOCK, LOCKDEP + "Nested lock was not taken");
    report(rules, Family.NON_STATIC_KEY, LOCKDEP + "trying to register non-static key");
    report(
        rules,
        Family.LOCKDEP_LIMIT,
        "BUG: MAX_\\w+ too low",
        LOCKDEP + "chain_key collision",
        "BUG: looking up invalid subclass",
        "BUG: key \\S+ (?:has not been registered|not in \\.data)");
    report(rules, Family.SUSPICIOUS_RCU, LOCKDEP + "suspicious RCU usage");
    report(rules, Family.SPINLOCK, "BUG: (?:spinlock|rwlock|rtlock) .{1,80} on CPU#\\d+");
    report(
        rules,
        Family.BPF_DEADLOCK,
        "ERROR: (?:AA or ABBA deadlock|Timeout) detected for ",
        "(?:rqspinlock|bpf): .*deadlock detected");
    report(
        rules,
        Family.SLEEPING_IN_ATOMIC,
        "BUG: sleeping function called from invalid context",
        "BUG: assuming (?:atomic|non migratable) context at ");
    report(
        rules,
        Family.SCHEDULING_WHILE_ATOMIC,
        "BUG: scheduling while atomic: ",
        "BUG: scheduling in a non-blocking section: ",
        "bad: scheduling from the idle thread!");
  }

  private static void sanitizers(List<Rule> rules) {
    report(rules, Family.KASAN, "BUG: KASAN: ");
    report(rules, Family.KFENCE, "BUG: KFENCE: ");
    report(rules, Family.KCSAN, "BUG: KCSAN: ");
    report(rules, Family.KMSAN, "BUG: KMSAN: ");
    report(rules, Family.UBSAN, "UBSAN: \\S.* in \\S+:\\d+", "UBSAN: [a-z /]{3,60} at \\S+\\+0x");
    add(rules, Family.UBSAN, Role.TRAP, "Internal error: UBSAN: ");
    add(rules, Family.KASAN, Role.TRAP, "Internal error: Oops - KASAN");
    add(
        rules,
        Family.KMEMLEAK,
        Role.SINGLE_LINE,
        "(?:kmemleak: )?\\d+ new suspected memory leaks \\(see");
    report(rules, Family.KMEMLEAK, "(?:kmemleak: )?unreferenced object \\S.*\\(size \\d+\\):");
    add(
        rules,
        Family.REFCOUNT,
        Role.PRELUDE,
        "refcount_t: (?:saturated|addition|underflow|decrement|increment|hit|unknown)");
    add(
        rules,
        Family.LIST_CORRUPTION,
        Role.PRELUDE,
        "list_(?:add|del) corruption",
        "list_add double add",
        "list_(?:add|del) attempted on force-poisoned entry");
    add(rules, Family.ODEBUG, Role.PRELUDE, "ODEBUG: \\S+ .*object.*hint: ");
    add(
        rules,
        Family.USERCOPY,
        Role.PRELUDE,
        "(?:usercopy: )?[Kk]ernel memory (?:exposure|overwrite) attempt detected",
        "Bad or missing usercopy whitelist\\? ");
    add(
        rules,
        Family.FORTIFY,
        Role.PRELUDE,
        "detected buffer overflow in \\w+",
        "\\w+: detected buffer overflow: ",
        "\\w+: detected field-spanning (?:read|write) ");
  }

  private static void memory(List<Rule> rules) {
    report(
        rules,
        Family.BAD_PAGE,
        "BUG: Bad page (?:state|cache) in process ",
        "pagealloc: (?:single bit error|memory corruption)");
    report(
        rules,
        Family.BAD_PAGE_MAP,
        "BUG: Bad page map in process ",
        "\\S+\\.[ch]:\\d+: bad (?:pgd|p4d|pud|pmd) ");
    report(
        rules,
        Family.SLAB_CORRUPTION,
        "BUG \\S.{0,63} ?\\((?:Not tainted|Tainted: [^)]*(?:\\([^)]*\\))?[^)]*)\\): ",
        "Slab corruption(?: \\(.*\\))?: ",
        "slab error in \\w+\\(\\): ",
        "slab: double free detected in cache ",
        "BUG: mempool element poison mismatch");
    add(
        rules,
        Family.BUG,
        Role.SINGLE_LINE,
        "BUG: Bad rss-counter state ",
        "BUG: non-zero \\w+ on freeing mm");
  }

  private static void time(List<Rule> rules) {
    report(rules, Family.RCU_TASKS_STALL, "(?:rcu: )?INFO: rcu_tasks\\w* detected stalls");
    report(
        rules,
        Family.RCU_STALL,
        "(?:rcu: )?INFO: \\w+ (?:detected (?:expedited )?stalls?|self-detected stall)");
    report(rules, Family.SOFT_LOCKUP, WATCHDOG + "BUG: soft lockup - CPU#\\d+ stuck for ");
    report(
        rules,
        Family.HARD_LOCKUP,
        WATCHDOG + "(?:CPU\\d+: )?Watchdog detected hard LOCKUP on cpu",
        WATCHDOG + "CPU \\d+ (?:self-)?detected hard LOCKUP",
        "Watchdog CPU:\\d+ Hard LOCKUP",
        "(?:smp: )?csd: (?:Detected|Continued) non-responsive CSD lock");
    report(rules, Family.WORKQUEUE_LOCKUP, "BUG: workqueue lockup - pool");
    report(
        rules,
        Family.HUNG_TASK,
        "INFO: task .{1,64}:\\d+ blocked(?: in I/O wait)? for more than \\d+ seconds");
  }

  private static void faults(List<Rule> rules) {
    report(
        rules,
        Family.NULL_DEREFERENCE,
        "(?:BUG: )?[Uu]nable to handle kernel NULL pointer dereference",
        "BUG: kernel NULL pointer dereference, address: ",
        "BUG: Kernel NULL pointer dereference ");
    report(
        rules,
        Family.PAGING_REQUEST,
        "BUG: [Uu]nable to handle ",
        "Unable to handle kernel \\S.* (?:at|in) ",
        "kernel tried to execute NX-protected page",
        "unable to execute userspace code \\(SMEP\\?\\)");
    report(rules, Family.DOUBLE_FAULT, "(?:traps: )?PANIC: double fault");
    report(
        rules,
        Family.STACK_OVERRUN,
        "BUG: (?:\\S+ )?stack guard page was hit",
        "Insufficient stack space to handle exception!");
    add(
        rules,
        Family.GENERAL_PROTECTION,
        Role.TRAP,
        "(?:Oops: )?(?:segment-related )?general protection fault(?:, (?:probably|maybe|kernel) |:)");
    add(rules, Family.INVALID_OPCODE, Role.TRAP, "(?:Oops: )?invalid opcode:" + DIE);
    add(rules, Family.DIVIDE_ERROR, Role.TRAP, "(?:Oops: )?divide error:" + DIE);
    add(rules, Family.DOUBLE_FAULT, Role.TRAP, "(?:Oops: )?double fault:" + DIE);
    add(
        rules,
        Family.STACK_OVERRUN,
        Role.TRAP,
        "(?:Oops: )?(?:stack guard page|kernel stack overflow \\([^)]*\\)):");
    add(
        rules,
        Family.OOPS,
        Role.TRAP,
        "Oops(?: - [^:]{1,60})?: ?[0-9a-f]{4,16}\\b",
        "Oops\\b.{0,120}\\[#\\d+\\]",
        "Internal error: ",
        "[A-Za-z][\\w ,/()-]{2,60}:" + DIE,
        "SError Interrupt on CPU",
        "Bad mode in .* detected on CPU",
        "Unhandled \\S.* exception on CPU",
        "(?:traps: )?PANIC: (?:early exception|invalid or fatal FRED|Unsupported exit-code"
            + "|Failure in communication|Failed to decode)",
        "BUG: invalid or fatal FRED event");
    add(rules, Family.BUG, Role.PRELUDE, "(?:traps: )?Missing ENDBR: ", "CFI failure (?:at|\\()");
  }

  private static void last(List<Rule> rules) {
    add(rules, Family.ROOT_MOUNT_FAILURE, Role.TENTATIVE, "VFS: Cannot open root device ");
    report(
        rules, Family.ROOT_MOUNT_FAILURE, "Kernel panic - not syncing: VFS: Unable to mount root");
    report(
        rules,
        Family.STACK_OVERRUN,
        "Kernel panic - not syncing: (?:stack-protector: |corrupted stack end)");
    report(rules, Family.PANIC, "Kernel panic - not syncing");
    report(
        rules,
        Family.SCHED_EXT_EJECTION,
        "sched_ext: (?:BPF (?:sub-)?scheduler )?\"[^\"]*\"(?: errored, disabling| disabled"
            + " \\((?!unregistered|disabled by sysrq|Cgroup|parent))",
        "sched_ext: ops error detected without ops");
    report(rules, Family.BUG, "BUG: using \\S+ in preemptible \\[", "BUG: workqueue leaked ");
    add(rules, Family.BUG, Role.TENTATIVE, "BUG: \\S");
  }
}
