// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;

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
}
