// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes one message of what came in several lines: wrapped by a mail program, cut by netconsole, or
 * repeated by a decoder once for each inlined function.
 *
 * <p>Holds a line back only while the next one may belong to it, so that a report that is complete
 * is handed over with its last line.
 */
final class LineJoiner {
  private static final int MOST_LINES = 8;

  /** Quoted-printable's own line end; a rule of equals signs is none. */
  private static final Pattern SOFT_BREAK = Pattern.compile(".{30,}[^= ]=");

  /** What a decoder puts in a headline's, a lock's or an instruction pointer's place. */
  private static final Pattern INLINED =
      Pattern.compile(
          "(.*\\S ?|.*:)(?<![\\w.])[A-Za-z_][\\w.]* [\\w./+-]+:\\d+ \\[inline\\](?:,.*)?");

  /** What stands before it; until 6.17 a WARN's file and line stood there too. */
  private static final Pattern MARK =
      Pattern.compile(
          "(?:.* )?(?:in|at|at:)|RIP: 0010:|[a-z]+ :|WARNING: CPU: \\d+ PID: \\d+ at \\S+:\\d+");

  private final Consumer<ConsoleLine> messages;
  private Optional<ConsoleLine> held = Optional.empty();
  private int joined;

  LineJoiner(Consumer<ConsoleLine> messages) {
    this.messages = messages;
  }

  /** Whether the next line is wanted whatever it holds. */
  boolean holds() {
    return held.isPresent();
  }

  void accept(ConsoleLine line) {
    if (held.isPresent()) {
      Optional<ConsoleLine> whole = joined < MOST_LINES ? join(held.get(), line) : Optional.empty();
      if (whole.isPresent()) {
        joined++;
        settle(whole.get());
        return;
      }
      flush();
    }
    joined = 0;
    settle(line);
  }

  private void settle(ConsoleLine line) {
    if (mayGoOn(line)) {
      held = Optional.of(line);
    } else {
      held = Optional.empty();
      messages.accept(line);
    }
  }

  /** The input has ended, or nothing more is to be waited for. */
  void flush() {
    Optional<ConsoleLine> last = held;
    held = Optional.empty();
    last.ifPresent(messages);
  }

  private static boolean mayGoOn(ConsoleLine line) {
    String message = line.message();
    return isPiece(line)
        || isSoftBreak(message)
        || message.contains("[inline]") && inlinedHead(message).isPresent()
        || Wrapping.isUnfinished(message);
  }

  private static Optional<ConsoleLine> join(ConsoleLine held, ConsoleLine next) {
    if (isPiece(held)) {
      return follows(held, next)
          ? Optional.of(held.with(next, held.message() + next.message()))
          : Optional.empty();
    }
    Optional<String> head = inlinedHead(held.message());
    if (head.isPresent()) {
      return next.message().startsWith(head.get())
          ? Optional.of(held.with(next, next.message()))
          : Optional.empty();
    }
    if (next.blank() || next.stamped() && !sameRecord(held, next)) {
      return Optional.empty();
    }
    String message = held.message();
    if (isSoftBreak(message) && !next.stamped()) {
      return Headlines.match(next.message()).isEmpty()
          ? Optional.of(
              held.with(next, message.substring(0, message.length() - 1) + next.message()))
          : Optional.empty();
    }
    return Wrapping.completed(message, next.message()).map(whole -> held.with(next, whole));
  }

  /** What stands before the inlined function of a line that is no frame. */
  private static Optional<String> inlinedHead(String message) {
    Matcher inlined = INLINED.matcher(message);
    return inlined.matches() && MARK.matcher(inlined.group(1).strip()).matches()
        ? Optional.of(inlined.group(1))
        : Optional.empty();
  }

  private static boolean isSoftBreak(String message) {
    return message.endsWith("=") && SOFT_BREAK.matcher(message).matches();
  }

  /** A line feed in a task's name makes two lines of one message, with the same stamp. */
  private static boolean sameRecord(ConsoleLine held, ConsoleLine next) {
    return !held.seconds().isEmpty()
        && held.seconds().equals(next.seconds())
        && held.caller().equals(next.caller());
  }

  private static boolean isPiece(ConsoleLine line) {
    return !line.fragment().isEmpty();
  }

  /** Whether one piece of a netconsole record begins where the other ends. */
  private static boolean follows(ConsoleLine held, ConsoleLine next) {
    return isPiece(next)
        && !next.fragment().startsWith("0/")
        && total(next.fragment()).equals(total(held.fragment()));
  }

  private static String total(String fragment) {
    return fragment.substring(fragment.indexOf('/') + 1);
  }
}
