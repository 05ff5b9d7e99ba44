// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

/** The words that a kernel developer uses for each family. */
final class Titles {
  private Titles() {}

  /** The noun of a title; the headline decides where a family has several. */
  static String of(Family family, String headline) {
    return switch (family) {
      case INVALID_WAIT_CONTEXT -> "invalid wait context";
      case CIRCULAR_LOCKING -> "possible circular locking dependency";
      case RECURSIVE_LOCKING -> "possible recursive locking";
      case INCONSISTENT_LOCK_STATE -> "inconsistent lock state";
      case IRQ_INVERSION -> "possible irq lock inversion";
      case UNSAFE_LOCK_ORDER -> lockOrder(headline);
      case BAD_UNLOCK_BALANCE -> "bad unlock balance";
      case BAD_CONTENTION -> "bad contention";
      case HELD_LOCK_FREED -> "held lock freed";
      case LOCK_HELD_ON_RETURN -> "lock held when returning to user space";
      case LOCK_HELD_AT_EXIT -> "locks still held";
      case NESTED_LOCK -> "nested lock was not taken";
      case NON_STATIC_KEY -> "trying to register non-static key";
      case LOCKDEP_LIMIT, BPF_DEADLOCK -> after(headline, ": ");
      case SUSPICIOUS_RCU -> "suspicious RCU usage";
      case SPINLOCK -> cutAt(after(headline, ": "), " on CPU");
      case SLEEPING_IN_ATOMIC -> "sleeping function called from invalid context";
      case SCHEDULING_WHILE_ATOMIC -> "scheduling while atomic";
      case KASAN -> "KASAN";
      case KFENCE -> "KFENCE";
      case KCSAN -> "KCSAN";
      case KMSAN -> "KMSAN";
      case UBSAN -> cutAt(headline, " in ");
      case KMEMLEAK -> "memory leak";
      case REFCOUNT -> "refcount bug";
      case LIST_CORRUPTION -> "list corruption";
      case ODEBUG -> "ODEBUG bug";
      case WARNING -> "WARNING";
      case BUG -> bug(headline);
      case NULL_DEREFERENCE -> "NULL pointer dereference";
      case PAGING_REQUEST -> "unable to handle kernel paging request";
      case GENERAL_PROTECTION -> "general protection fault";
      case INVALID_OPCODE -> "invalid opcode";
      case DIVIDE_ERROR -> "divide error";
      case DOUBLE_FAULT -> "double fault";
      case STACK_OVERRUN -> "kernel stack overrun";
      case OOPS -> oops(headline);
      case BAD_PAGE -> cutAt(after(headline, "BUG: "), " in process");
      case BAD_PAGE_MAP -> "bad page map";
      case SLAB_CORRUPTION -> "slab corruption";
      case USERCOPY -> "bad user copy";
      case FORTIFY -> "fortify";
      case RCU_STALL -> "RCU stall";
      case RCU_TASKS_STALL -> "RCU tasks stall";
      case SOFT_LOCKUP -> "soft lockup";
      case HARD_LOCKUP -> "hard lockup";
      case WORKQUEUE_LOCKUP -> "workqueue lockup";
      case HUNG_TASK -> "task hung";
      case PANIC -> "panic";
      case SCHED_EXT_EJECTION -> "sched_ext scheduler ejected";
      case ROOT_MOUNT_FAILURE -> "unable to mount the root file system";
      case UNEXPECTED_BOOT -> "unexpected second boot";
    };
  }

  private static String lockOrder(String headline) {
    String order = after(headline, ": ");
    int end = order.indexOf(" lock order");
    return end < 0 ? "unsafe lock order" : order.substring(0, end) + " lock order";
  }

  private static String bug(String headline) {
    if (headline.startsWith("CFI failure")) {
      return "CFI failure";
    }
    if (headline.contains("Missing ENDBR")) {
      return "missing ENDBR";
    }
    if (!headline.startsWith("BUG: ")) {
      return "kernel BUG";
    }
    String text = after(headline, "BUG: ");
    for (String stop : new String[] {" [", " mm:", ": "}) {
      text = cutAt(text, stop);
    }
    return "BUG: " + text;
  }

  private static String oops(String headline) {
    String text = headline.startsWith("Internal error: ") ? after(headline, ": ") : headline;
    int colon = text.lastIndexOf(':');
    String name = colon > 0 ? text.substring(0, colon) : text;
    return name.isBlank() ? "oops" : name;
  }

  private static String after(String text, String mark) {
    int at = text.indexOf(mark);
    return at < 0 ? text : text.substring(at + mark.length());
  }

  private static String cutAt(String text, String mark) {
    int at = text.indexOf(mark);
    return at < 0 ? text : text.substring(0, at);
  }
}
