// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what only some families print. */
final class DetailsParser {
  private static final Pattern PANIC = Pattern.compile("Kernel panic - not syncing:? ?(.*)");
  private static final Pattern CONSEQUENCE =
      Pattern.compile(
          "Fatal exception.*|(?:\\S+: )?panic_on_warn set.*|softlockup: hung tasks|hung_task: blocked"
              + " tasks|.*[Hh]ard LOCKUP.*|RCU Stall|Oops - .*|Oops: .*|.*panic_on_oops.*|stack overflow"
              + "|kasan\\.fault=panic.*|scheduling while atomic.*|Fatal hardware error.*");
  private static final Pattern EJECTION = Pattern.compile(".* disabled \\((.*)\\)$");

  private DetailsParser() {}

  static Details parse(Family family, List<ConsoleLine> lines, int headline, List<Stack> stacks) {
    return switch (family) {
      case INVALID_WAIT_CONTEXT,
          CIRCULAR_LOCKING,
          RECURSIVE_LOCKING,
          INCONSISTENT_LOCK_STATE,
          IRQ_INVERSION,
          UNSAFE_LOCK_ORDER,
          BAD_UNLOCK_BALANCE,
          BAD_CONTENTION,
          HELD_LOCK_FREED,
          LOCK_HELD_ON_RETURN,
          LOCK_HELD_AT_EXIT,
          NESTED_LOCK ->
          LockdepParser.parse(family, lines);
      case KASAN, KFENCE, KMSAN -> MemoryAccessParser.parse(family, lines, stacks);
      case PANIC, ROOT_MOUNT_FAILURE, STACK_OVERRUN -> panic(lines);
      case WARNING, REFCOUNT, LIST_CORRUPTION, ODEBUG, USERCOPY, FORTIFY, UBSAN, SLAB_CORRUPTION ->
          MessageParser.parse(family, lines, headline);
      case SUSPICIOUS_RCU, KCSAN -> MessageParser.parse(family, lines, headline);
      case SCHED_EXT_EJECTION -> ejection(lines);
      default -> new Details.None();
    };
  }

  private static Details panic(List<ConsoleLine> lines) {
    for (ConsoleLine line : lines) {
      Matcher panic = PANIC.matcher(line.message());
      if (panic.matches()) {
        String reason = panic.group(1).strip();
        return new Details.Panic(reason, CONSEQUENCE.matcher(reason).matches());
      }
    }
    return new Details.None();
  }

  private static Details ejection(List<ConsoleLine> lines) {
    String reason = "";
    Optional<String> message = Optional.empty();
    for (ConsoleLine line : lines) {
      Matcher ejection = EJECTION.matcher(line.message());
      if (ejection.matches()) {
        reason = ejection.group(1);
      } else if (message.isEmpty() && line.message().startsWith("sched_ext: ")) {
        message = Optional.of(line.message().substring("sched_ext: ".length()));
      }
    }
    String found = reason;
    return new Details.Message(message.map(text -> found + ": " + text).orElse(found));
  }
}
