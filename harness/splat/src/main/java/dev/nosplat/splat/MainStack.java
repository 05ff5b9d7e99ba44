// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Optional;

/** Which of a report's stacks is that of its own moment. */
enum MainStack {
  /** The first one. */
  FIRST,
  /** Lockdep prints history first and its own stack last. */
  LAST,
  /** The first in which there is somebody to blame: idle CPUs are shown too. */
  FIRST_BLAMED,
  /** The first that does not say where preemption was disabled. */
  NOT_PREEMPTION,
  /** The first after {@code Call Trace:}; who allocated and who freed may come before it. */
  CALL_TRACE;

  Optional<Stack> of(List<Stack> stacks) {
    if (stacks.isEmpty()) {
      return Optional.empty();
    }
    return switch (this) {
      case FIRST -> Optional.of(stacks.get(0));
      case LAST -> Optional.of(stacks.get(stacks.size() - 1));
      case FIRST_BLAMED ->
          stacks.stream()
              .filter(s -> Culprit.of(s.frames()).filter(f -> !Machinery.covers(f)).isPresent())
              .findFirst()
              .or(() -> Optional.of(stacks.get(0)));
      case NOT_PREEMPTION ->
          stacks.stream().filter(s -> !s.label().startsWith("Preemption disabled")).findFirst();
      case CALL_TRACE ->
          stacks.stream()
              .filter(s -> s.label().startsWith("Call "))
              .findFirst()
              .or(() -> Optional.of(stacks.get(0)));
    };
  }
}
