// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Chooses the stack of the report's own moment among all that it prints. */
final class MainStack {
  private static final Set<Family> STALLS =
      EnumSet.of(Family.RCU_STALL, Family.RCU_TASKS_STALL, Family.WORKQUEUE_LOCKUP);

  /** These print who allocated and who freed before their own stack. */
  private static final Set<Family> HISTORY_FIRST =
      EnumSet.of(Family.SLAB_CORRUPTION, Family.BAD_PAGE, Family.BAD_PAGE_MAP, Family.BUG);

  private MainStack() {}

  static Optional<Stack> of(Family family, List<Stack> stacks) {
    if (stacks.isEmpty()) {
      return Optional.empty();
    }
    // Lockdep prints history first and its own stack last.
    if (family.byLockdep()) {
      return Optional.of(stacks.get(stacks.size() - 1));
    }
    if (STALLS.contains(family)) {
      return stacks.stream()
          .filter(stack -> Culprit.of(stack.frames()).filter(f -> !Machinery.covers(f)).isPresent())
          .findFirst()
          .or(() -> Optional.of(stacks.get(0)));
    }
    if (family == Family.SLEEPING_IN_ATOMIC || family == Family.SCHEDULING_WHILE_ATOMIC) {
      return stacks.stream()
          .filter(stack -> !stack.label().startsWith("Preemption disabled"))
          .findFirst();
    }
    if (HISTORY_FIRST.contains(family)) {
      return stacks.stream()
          .filter(stack -> stack.label().startsWith("Call "))
          .findFirst()
          .or(() -> Optional.of(stacks.get(0)));
    }
    return Optional.of(stacks.get(0));
  }
}
