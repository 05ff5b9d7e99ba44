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

  /** Whole lines that are long enough to be wrapped and tell what the report says. */
  private static final List<Pattern> WHOLE =
      List.of(
          Pattern.compile("WARNING: CPU: \\d+ PID: \\d+ at \\S+:\\d+ " + FUNCTION),
          Pattern.compile("WARNING: \\S+:\\d+ at " + FUNCTION + ", CPU#\\d+: \\S.*/\\d+"),
          Pattern.compile("BUG: K(?:ASAN|FENCE|MSAN): [\\w /-]+ in " + FUNCTION),
          Pattern.compile("(?:Read|Write) of size \\d+ at addr [0-9a-f]+ by task \\S.*/\\d+"),
          Pattern.compile(
              "CPU: \\d+ (?:UID: \\d+ )?PID: \\d+ Comm: .{1,40} "
                  + TAINT
                  + " +\\d+\\.\\d\\S* #\\d.*"),
          Pattern.compile("\\d+\\.\\d+\\S* #\\d\\S* (?:Not tainted|Tainted: [A-Z].*)"),
          Pattern.compile(TAINT + " +\\d+\\.\\d\\S* #\\d.*"),
          Pattern.compile("BUG: kernel NULL pointer dereference, address: [0-9a-f]+"),
          Pattern.compile("BUG: unable to handle page fault for address: [0-9a-f]+"),
          Pattern.compile(
              "(?:BUG: )?[Uu]nable to handle kernel [\\w ]+ at (?:virtual address )?[0-9a-f]+.*"),
          Pattern.compile(
              "(?:Oops: )?general protection fault, (?:probably|maybe|kernel) [^:]*: [0-9a-f]+"
                  + " \\[#\\d+\\].*"),
          Pattern.compile(
              "INFO: task \\S.*:\\d+ blocked(?: in I/O wait)? for more than \\d+ seconds\\..*"),
          Pattern.compile(
              "BUG: sleeping function called from invalid context at \\S+\\.[a-z]+:\\d+"),
          Pattern.compile("BUG: scheduling while atomic: \\S.*/\\d+/0x[0-9a-f]{8}"),
          Pattern.compile("(?:watchdog: )?BUG: soft lockup - CPU#\\d+ stuck for \\d+s! \\[.*\\]"),
          Pattern.compile(
              "[0-9a-f]{8,16} ?\\(.+\\)\\{[-.+?]+\\}(?:-\\{\\d+:\\d+\\})?, at: " + FUNCTION),
          Pattern.compile("kernel BUG at \\S+\\.[a-z]+:\\d+!"),
          Pattern.compile("UBSAN: [\\w-]+ in \\S+\\.[a-z]+:\\d+:\\d+"));

  /** How a headline may begin: only such lines are held against all of their forms. */
  private static final Pattern BEGINS =
      Pattern.compile(
          "(?:\\[ ?)?(?:WARNING|INFO|BUG): |UBSAN: |Oops: |[Uu]nable |general |Kernel ");

  private Wrapping() {}

  /** Whether a message only begins a line that the kernel prints. */
  static boolean isUnfinished(String message) {
    for (Pattern whole : WHOLE) {
      Matcher matcher = whole.matcher(message);
      if (!matcher.matches() && matcher.hitEnd()) {
        return true;
      }
    }
    return BEGINS.matcher(message).lookingAt() && Headlines.isUnfinished(message);
  }

  /** The whole line, if the next one completes it. */
  static Optional<String> completed(String message, String next) {
    String whole = message + ' ' + next;
    boolean fits = WHOLE.stream().anyMatch(p -> p.matcher(whole).matches());
    if (fits || Headlines.isUnfinished(message) && Headlines.match(whole).isPresent()) {
      return Optional.of(whole);
    }
    // Wrapped twice.
    boolean stillBegins = WHOLE.stream().anyMatch(p -> begins(p, message) && begins(p, whole));
    return stillBegins ? Optional.of(whole) : Optional.empty();
  }

  private static boolean begins(Pattern whole, String message) {
    Matcher matcher = whole.matcher(message);
    return !matcher.matches() && matcher.hitEnd();
  }
}
