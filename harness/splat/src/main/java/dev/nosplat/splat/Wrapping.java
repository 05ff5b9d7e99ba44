// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows whether a message breaks off where a mail program may have wrapped it: it is the beginning
 * of a line that the kernel prints, and not a whole one.
 *
 * <p>What a program printed between two of the kernel's lines is not taken for the rest of one: it
 * would have to complete it.
 */
final class Wrapping {
  private static final String FUNCTION = "[A-Za-z_.][\\w.]*\\+0x[0-9a-f]+.*";
  private static final String TAINT = "(?:Kdump: loaded )?(?:Not tainted|Tainted: [A-Z][A-Z -]*?)";

  /**
   * A whole line that is long enough to be wrapped and tells what the report says.
   *
   * @param word what stands before the first place where such a line is wrapped, so that most
   *     messages need no pattern
   */
  private record Line(String word, Pattern whole) {
    Line(String word, String whole) {
      this(word, Pattern.compile(whole));
    }

    boolean is(String message) {
      return message.contains(word) && whole.matcher(message).matches();
    }

    boolean begins(String message) {
      if (!message.contains(word)) {
        return false;
      }
      Matcher matcher = whole.matcher(message);
      return !matcher.matches() && matcher.hitEnd();
    }
  }

  private static final List<Line> LINES =
      List.of(
          new Line("WARNING: CPU: ", "WARNING: CPU: \\d+ PID: \\d+ at \\S+:\\d+ " + FUNCTION),
          new Line("WARNING: ", "WARNING: \\S+:\\d+ at " + FUNCTION + ", CPU#\\d+: \\S.*/\\d+"),
          new Line("BUG: K", "BUG: K(?:ASAN|FENCE|MSAN): [\\w /-]+ in " + FUNCTION),
          // print_report() in kernel/kcsan/report.c
          new Line("BUG: KCSAN: ", "BUG: KCSAN: [\\w-]+ in [\\w.]+ / [A-Za-z_][\\w.]*"),
          new Line(" of size ", "(?:Read|Write) of size \\d+ at addr [0-9a-f]+ by task \\S.*/\\d+"),
          new Line(
              "CPU: ",
              "CPU: \\d+ (?:UID: \\d+ )?PID: \\d+ Comm: .{1,40} "
                  + TAINT
                  + " +\\d+\\.\\d\\S* #\\d.*"),
          new Line(" #", "\\d+\\.\\d+\\S* #\\d\\S* (?:Not tainted|Tainted: [A-Z].*)"),
          new Line("ainted", TAINT + " +\\d+\\.\\d\\S* #\\d.*"),
          new Line("BUG: kernel NULL", "BUG: kernel NULL pointer dereference, address: [0-9a-f]+"),
          new Line("BUG: unable", "BUG: unable to handle page fault for address: [0-9a-f]+"),
          new Line(
              "nable to handle",
              "(?:BUG: )?[Uu]nable to handle kernel [\\w ]+ at (?:virtual address )?[0-9a-f]+.*"),
          new Line(
              "general protection",
              "(?:Oops: )?general protection fault, (?:probably|maybe|kernel) [^:]*: [0-9a-f]+"
                  + " \\[#\\d+\\].*"),
          new Line(
              "INFO: task ",
              "INFO: task \\S.*:\\d+ blocked(?: in I/O wait)? for more than \\d+ seconds\\..*"),
          new Line(
              "BUG: sleeping",
              "BUG: sleeping function called from invalid context at \\S+\\.[a-z]+:\\d+"),
          new Line("BUG: scheduling", "BUG: scheduling while atomic: \\S.*/\\d+/0x[0-9a-f]{8}"),
          new Line(
              "BUG: soft", "(?:watchdog: )?BUG: soft lockup - CPU#\\d+ stuck for \\d+s! \\[.*\\]"),
          new Line(
              "){",
              "(?: ?#\\d+: )?[0-9a-f]{8,16} ?\\(.+\\)\\{[-.+?]+\\}(?:-\\{\\d+:\\d+\\})?, at: "
                  + FUNCTION),
          new Line("kernel BUG at", "kernel BUG at \\S+\\.[a-z]+:\\d+!"),
          new Line("UBSAN: ", "UBSAN: [\\w-]+ in \\S+\\.[a-z]+:\\d+:\\d+"),
          // print_irqtrace_events() in kernel/locking/lockdep.c: its functions are no frames
          new Line(
              "irqs last ",
              "(?:hard|soft)irqs last +(?:en|dis)abled at \\(\\d+\\): (?:\\[<[0-9a-f]+>\\] )?"
                  + FUNCTION),
          // lockdep_rcu_suspicious() in the same file
          new Line(" suspicious", "\\S+\\.[chS]:\\d+ suspicious .* usage!"),
          // lib/list_debug.c, lib/debugobjects.c and mm/usercopy.c
          new Line(
              "list_",
              "list_(?:add|del) corruption\\. .* (?:but was \\S+(?: \\(\\w+=\\S+\\)\\.?)?|is NULL\\.)"),
          new Line("list_add double", "list_add double add: new=.*, prev=.*, next=[0-9a-f]+\\."),
          new Line("ODEBUG: ", "ODEBUG: .* type: \\S+(?: hint: \\S.*)?"),
          new Line(
              "ernel memory ",
              "(?:usercopy: )?[Kk]ernel memory \\w+ attempt detected .*\\((?:offset \\d+, size \\d+\\)!|\\d+ bytes\\))"));

  private static final ByFirstLetter<Line> WHOLE = new ByFirstLetter<>(LINES, Line::whole);

  /** How a headline may begin: only such lines are held against all of their forms. */
  private static final Pattern BEGINS =
      Pattern.compile(
          "(?:\\[ ?)?(?:WARNING|INFO|BUG): |UBSAN: |Oops: |[Uu]nable |general |Kernel ");

  private Wrapping() {}

  /** Whether a message only begins a line that the kernel prints. */
  static boolean isUnfinished(String message) {
    for (Line line : WHOLE.of(message)) {
      if (line.begins(message)) {
        return true;
      }
    }
    return BEGINS.matcher(message).lookingAt() && Headlines.isUnfinished(message);
  }

  /** The whole line, if the next one completes it. */
  static Optional<String> completed(String message, String next) {
    String whole = message + ' ' + next;
    boolean fits = WHOLE.of(message).stream().anyMatch(line -> line.is(whole));
    if (fits || Headlines.isUnfinished(message) && Headlines.match(whole).isPresent()) {
      return Optional.of(whole);
    }
    // Wrapped twice.
    boolean stillBegins =
        WHOLE.of(message).stream().anyMatch(line -> line.begins(message) && line.begins(whole))
            && Headlines.match(next).isEmpty();
    return stillBegins ? Optional.of(whole) : Optional.empty();
  }
}
