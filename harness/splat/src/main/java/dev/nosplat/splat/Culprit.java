// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the frame to blame. */
final class Culprit {
  private static final Pattern IN =
      Pattern.compile(" (?:in|at) (?:\\S+:\\d+ at )?([A-Za-z_][\\w.]*)(?:\\+0x|$| / |,)");

  private Culprit() {}

  /** The first reliable frame that is no machinery; the first of any kind where all are. */
  static Optional<Frame> of(List<Frame> frames) {
    Optional<Frame> reliable = first(frames, true);
    if (reliable.isPresent()) {
      return reliable;
    }
    Optional<Frame> guessed = first(frames, false);
    return guessed.isPresent() ? guessed : frames.stream().filter(Frame::reliable).findFirst();
  }

  private static Optional<Frame> first(List<Frame> frames, boolean reliable) {
    for (Frame frame : frames) {
      if (frame.reliable() == reliable && !Machinery.covers(frame) && !Machinery.isEntry(frame)) {
        return Optional.of(frame);
      }
    }
    return Optional.empty();
  }

  /** The function that a headline itself names, for a report whose stack is missing. */
  static Optional<Frame> named(Family family, String headline) {
    Matcher in = IN.matcher(headline);
    if (family == Family.HUNG_TASK || !in.find()) {
      return Optional.empty();
    }
    String function = Symbols.withoutSuffix(in.group(1));
    return Optional.of(
        new Frame(function, -1, -1, Optional.empty(), true, false, Optional.empty()));
  }
}
