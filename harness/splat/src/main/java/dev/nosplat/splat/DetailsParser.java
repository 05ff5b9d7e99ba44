// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the last words of a kernel or of a BPF scheduler. */
final class DetailsParser {
  private static final Pattern PANIC = Pattern.compile("Kernel panic - not syncing:? ?(.*)");

  /** What die() and its like end in. */
  private static final String OF_FAULT =
      "Fatal exception.*|Oops - .*|Oops: .*|.*panic_on_oops.*|stack overflow|Fatal hardware error.*";

  /**
   * What each watchdog ends in: kernel/watchdog.c, hung_task.c, workqueue.c and rcu/tree_stall.h
   * (6.1 to 7.3).
   */
  private static final Map<Family, String> OF_CLOCK =
      Map.of(
          Family.SOFT_LOCKUP, "softlockup: hung tasks",
          Family.HARD_LOCKUP, ".*[Hh]ard LOCKUP.*",
          Family.HUNG_TASK, "hung_task: blocked tasks",
          Family.WORKQUEUE_LOCKUP, "workqueue: (?:\\d+ stall\\(s\\) exceeded|stall lasted) .*",
          Family.RCU_STALL, "RCU Stall");

  private static final Pattern FAULT = Pattern.compile(OF_FAULT);
  private static final Pattern CLOCK = Pattern.compile(String.join("|", OF_CLOCK.values()));
  private static final Pattern CONSEQUENCE =
      Pattern.compile(
          OF_FAULT
              + '|'
              + CLOCK
              + "|(?:\\S+: )?panic_on_warn set.*|kasan\\.fault=panic.*|scheduling while atomic.*");

  private static final Pattern EJECTION =
      Pattern.compile(
          "sched_ext: (?:BPF (?:sub-)?scheduler )?\"([^\"]*)\" (?:disabled \\((.*)\\)|errored.*)");

  private static final String SCHED_EXT = "sched_ext: ";

  /** Out of the tree the reason's details stood in parentheses. */
  private static final Pattern MERGED = Pattern.compile("^([a-z][a-z ]*) \\((.*)\\)$");

  private DetailsParser() {}

  /**
   * Whether a panic comes between a report's headline and its stack, as its own headline says.
   * die() prints the stack before it gives up.
   */
  static boolean comesBeforeStack(Family family, String headline) {
    Matcher panic = PANIC.matcher(headline);
    if (!panic.matches() || family == Family.PANIC || family.is(FamilyRow.Trait.FAULT)) {
      return false;
    }
    String reason = panic.group(1).strip();
    return CONSEQUENCE.matcher(reason).matches()
        && !FAULT.matcher(reason).matches()
        && (family.timed()
            ? reason.matches(OF_CLOCK.getOrDefault(family, "(?!)"))
            : !CLOCK.matcher(reason).matches());
  }

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

  /**
   * The scheduler, the reason and what scx_exit() said besides: scx_disable_workfn() in
   * kernel/sched/ext.c (6.12 to 7.3). Out of the tree it was one line for both, without the name.
   */
  static Details ejection(List<ConsoleLine> lines, int headline, List<Stack> stacks) {
    String name = "";
    List<String> parts = new ArrayList<>();
    for (ConsoleLine line : lines) {
      String message = line.message();
      Matcher ejection = EJECTION.matcher(message);
      if (ejection.matches()) {
        name = ejection.group(1);
        Optional.ofNullable(ejection.group(2)).ifPresent(parts::add);
      } else if (message.startsWith(SCHED_EXT) && parts.size() < 2) {
        String said = MERGED.matcher(message.substring(SCHED_EXT.length())).replaceFirst("$1: $2");
        parts.add(said.startsWith(name + ": ") ? said.substring(name.length() + 2) : said);
      }
    }
    if (!name.isEmpty()) {
      parts.add(0, name);
    }
    return new Details.Message(String.join(": ", parts));
  }
}
