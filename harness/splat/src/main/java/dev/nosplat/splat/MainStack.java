// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which of a report's stacks is that of its own moment. */
enum MainStack {
  /** The first one that is no history. */
  FIRST,
  /** The last one that is no history, which lockdep prints first. */
  LAST,
  /** The first in which there is somebody to blame: idle CPUs are shown too. */
  FIRST_BLAMED,
  /** The first after {@code Call Trace:}; who allocated and who freed may come before it. */
  CALL_TRACE;

  /** What introduces the stacks of earlier moments. */
  private static final Pattern HISTORY =
      Pattern.compile(
          "(?:Allocated|Freed) (?:by|in)|Last potentially|Second to last|(?:allocated|freed) by task"
              + "|rcu freeing|page last|Uninit was|Local variable|Preemption disabled"
              + "|-> ?#\\d|\\{.*\\} state was registered|\\.\\.\\. acquired at|[A-Z-]+-[A-Z-]+ at:"
              + "|INITIAL.* at:");

  Optional<Stack> of(List<Stack> all) {
    List<Stack> stacks = all.stream().filter(s -> !HISTORY.matcher(s.label()).lookingAt()).toList();
    Optional<Stack> first = stacks.stream().findFirst();
    return switch (this) {
      case FIRST -> first;
      case LAST -> stacks.isEmpty() ? first : Optional.of(stacks.get(stacks.size() - 1));
      case FIRST_BLAMED ->
          stacks.stream()
              .filter(s -> Culprit.sampled(s.frames()).isPresent())
              .findFirst()
              .or(() -> first);
      case CALL_TRACE ->
          stacks.stream().filter(s -> s.label().startsWith("Call ")).findFirst().or(() -> first);
    };
  }
}
