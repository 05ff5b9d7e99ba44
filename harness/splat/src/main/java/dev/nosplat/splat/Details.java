// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Optional;

/** What only some families of report carry. */
public sealed interface Details {

  /** A report whose head, frames and text say everything. */
  record None() implements Details {}

  /**
   * {@code [ BUG: Invalid wait context ]}, as print_lock_invalid_wait_context() in
   * kernel/locking/lockdep.c prints it (6.1 to 7.3).
   *
   * @param lock the lock that was being taken, with its usage bits and wait types
   * @param context the wait types after {@code context-}, for example {@code 5:5}
   * @param held every lock held at that moment, outermost first
   */
  record InvalidWaitContext(HeldLock lock, String context, List<HeldLock> held) implements Details {
    public InvalidWaitContext {
      held = List.copyOf(held);
    }
  }

  /**
   * Any other lockdep report.
   *
   * @param locks the locks that the report is about, in the order in which it names them
   * @param chain the dependency chain of a circular report, the lock being taken last; empty
   *     otherwise
   * @param held every lock held at that moment, outermost first
   */
  record Locking(List<HeldLock> locks, List<ChainLink> chain, List<HeldLock> held)
      implements Details {
    public Locking {
      locks = List.copyOf(locks);
      chain = List.copyOf(chain);
      held = List.copyOf(held);
    }
  }

  /**
   * One {@code -> #N} entry of a circular dependency.
   *
   * @param depth the N
   * @param lock the lock class
   * @param frames where the dependency was recorded, innermost first
   */
  record ChainLink(int depth, HeldLock lock, List<Frame> frames) {
    public ChainLink {
      frames = List.copyOf(frames);
    }
  }

  /**
   * A bad memory access that KASAN, KFENCE or KMSAN saw.
   *
   * @param bug the sanitizer's word for it, for example {@code slab-use-after-free}
   * @param access {@code read}, {@code write}, {@code free}, or empty where not printed
   * @param size bytes accessed
   * @param address the address as printed, with {@code 0x} removed
   * @param allocated the stack that allocated the object, innermost first; may be empty
   * @param freed the stack that freed it; may be empty
   */
  record MemoryAccess(
      String bug,
      String access,
      Optional<Long> size,
      Optional<String> address,
      List<Frame> allocated,
      List<Frame> freed)
      implements Details {
    public MemoryAccess {
      allocated = List.copyOf(allocated);
      freed = List.copyOf(freed);
    }
  }

  /**
   * A panic.
   *
   * @param reason what follows {@code Kernel panic - not syncing:}
   * @param consequence true when the reason only says that an earlier report was fatal
   */
  record Panic(String reason, boolean consequence) implements Details {}

  /**
   * A report that carries one sentence of its own: the message of a {@code WARN()}, UBSAN's
   * explanation, the reason of an ejection.
   *
   * @param message the sentence, without its line end
   */
  record Message(String message) implements Details {}
}
