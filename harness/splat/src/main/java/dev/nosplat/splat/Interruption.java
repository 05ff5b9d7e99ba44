// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a headline in the middle of a line: until 4.x a message without line end and the next one
 * shared a line, with or without the second one's stamp.
 */
final class Interruption {
  private static final Pattern STAMP = Pattern.compile("\\[ {0,4}\\d{1,8}\\.\\d{6}\\] ?");

  /** Headlines that no sentence holds, for their numbers stand where the kernel prints them. */
  private static final Pattern HEADLINE =
      Pattern.compile(
          "(?:(?:NMI )?watchdog: )?BUG: soft lockup - CPU#\\d+ stuck for \\d+s! \\["
              + "|BUG: unable to handle (?:kernel|page fault) .*[0-9a-f]{8}"
              + "|BUG: kernel NULL pointer dereference, address: [0-9a-f]{8}"
              + "|BUG: K[A-Z]+: \\S.* in \\S+\\+0x"
              + "|(?:Oops|general protection fault): [0-9a-f]{4} \\[#\\d+\\]"
              + "|INFO: task \\S.{0,30}:\\d+ blocked for more than \\d+ seconds"
              + "|INFO: rcu\\w* (?:self-)?detected stall"
              + "|WARNING: CPU: \\d+ PID: \\d+ at \\S+:\\d+ \\S+\\+0x"
              + "|kernel BUG at \\S+\\.[chS]:\\d+!$"
              + "|-{8,}\\[ cut here \\]-{8,}$"
              + "|(?<!end )Kernel panic - not syncing: ");

  private static final String[] WORDS = {
    "BUG", "INFO: ", "WARNING: CPU", "[ cut here", "Kernel panic", ": 0000 [#", "Oops: "
  };

  private static final Pattern PROGRAM = Pattern.compile("[\\w./-]{1,40}\\[\\d+\\]: ");

  private Interruption() {}

  /** The line as the interrupting message alone, where there is one. */
  static Optional<ConsoleLine> in(ConsoleLine line) {
    String message = line.message();
    if (!holdsWord(message) || Headlines.match(message).isPresent()) {
      return Optional.empty();
    }
    Matcher stamp = STAMP.matcher(message);
    for (int from = 0; stamp.find(from); from = stamp.end()) {
      String rest = message.substring(stamp.end()).strip();
      if (stamp.start() > 0 && Headlines.match(rest).isPresent()) {
        return Optional.of(line.saying(rest));
      }
    }
    Matcher headline = HEADLINE.matcher(message);
    return headline.find() && headline.start() > 0 && unquoted(message, headline.start())
        ? Optional.of(line.saying(message.substring(headline.start())))
        : Optional.empty();
  }

  private static boolean holdsWord(String message) {
    for (String word : WORDS) {
      if (message.indexOf(word) > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether no program's name and no quotation mark stands before it. */
  private static boolean unquoted(String message, int at) {
    char before = message.charAt(at - 1);
    return before != '"'
        && before != '\''
        && before != '`'
        && !PROGRAM.matcher(message).lookingAt();
  }
}
