// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the frame to blame. */
final class Culprit {
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:\\bin:?|\\bat|at \\S+:\\d+) ([A-Za-z_][\\w.]*)\\+0x"
              + "|KCSAN: [\\w-]+ in ([A-Za-z_][\\w.]*)(?: /|$)");

  private Culprit() {}

  /**
   * The first reliable frame that is no machinery. Where all are: what the unwinder guessed, else
   * where the kernel was entered, else the first of any kind.
   */
  static Optional<Frame> of(List<Frame> frames) {
    return first(frames, f -> f.reliable() && !Machinery.covers(f) && !Machinery.isEntry(f))
        .or(() -> first(frames, f -> !Machinery.covers(f) && !Machinery.isEntry(f)))
        .or(() -> first(frames, f -> f.reliable() && !Machinery.covers(f)))
        .or(() -> first(frames, Frame::reliable));
  }

  private static Optional<Frame> first(List<Frame> frames, Predicate<Frame> wanted) {
    return frames.stream().filter(wanted).findFirst();
  }

  /** Who took the lock that a task left held: where that shows, nothing else matters. */
  static Optional<Frame> ofLeftLock(Family family, Details details) {
    boolean left = family == Family.LOCK_HELD_ON_RETURN || family == Family.LOCK_HELD_AT_EXIT;
    if (left && details instanceof Details.Locking locking && !locking.held().isEmpty()) {
      HeldLock innermost = locking.held().get(locking.held().size() - 1);
      return FrameParser.parse(innermost.acquiredAt());
    }
    return Optional.empty();
  }

  /** The function that a headline itself names, for a report whose stack is missing. */
  static Optional<Frame> named(String headline) {
    Matcher named = NAMED.matcher(headline);
    if (!named.find()) {
      return Optional.empty();
    }
    String symbol = named.group(1) == null ? named.group(2) : named.group(1);
    return Optional.of(
        new Frame(
            Symbols.bpfProgram(symbol).orElseGet(() -> Symbols.withoutSuffix(symbol)),
            -1,
            -1,
            Optional.empty(),
            true,
            false,
            Optional.empty()));
  }
}
