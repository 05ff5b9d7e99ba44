// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the last words of a kernel or of a BPF scheduler. */
final class DetailsParser {
  private static final Pattern PANIC = Pattern.compile("Kernel panic - not syncing:? ?(.*)");
  private static final Pattern CONSEQUENCE =
      Pattern.compile(
          "Fatal exception.*|(?:\\S+: )?panic_on_warn set.*|softlockup: hung tasks|hung_task: blocked"
              + " tasks|.*[Hh]ard LOCKUP.*|RCU Stall|Oops - .*|Oops: .*|.*panic_on_oops.*|stack overflow"
              + "|kasan\\.fault=panic.*|scheduling while atomic.*|Fatal hardware error.*");
  private static final Pattern EJECTION = Pattern.compile(".* disabled \\((.*)\\)$");

  private DetailsParser() {}

  static Details panic(List<ConsoleLine> lines, int headline, List<Stack> stacks) {
    for (ConsoleLine line : lines) {
      Matcher panic = PANIC.matcher(line.message());
      if (panic.matches()) {
        String reason = panic.group(1).strip();
        return new Details.Panic(reason, CONSEQUENCE.matcher(reason).matches());
      }
    }
    return new Details.None();
  }

  static Details ejection(List<ConsoleLine> lines, int headline, List<Stack> stacks) {
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
