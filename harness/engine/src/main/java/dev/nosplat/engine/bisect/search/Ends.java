// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

import dev.nosplat.engine.bisect.search.Step.Why;
import dev.nosplat.engine.bisect.search.Step.WrongEnd;
import dev.nosplat.engine.bisect.search.Step.WrongEnd.Kind;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sees to it that both ends are what they were said to be, before and while the search goes on.
 *
 * @param shown the end that must show the bug
 * @param clean the end that must not
 * @param olds how many revisions must lie before the change
 * @param tallies what the runs of a point said
 */
record Ends(Point shown, Point clean, int olds, Policy policy, Function<Point, Tally> tallies) {

  /** The next run that an end still needs, or what is wrong with it; nothing when all is well. */
  Optional<Step> next(double cleanEndIsWrong, double rate) {
    Optional<Step> step = shownEnd();
    if (step.isEmpty()) {
      step = cleanEnd(cleanEndIsWrong);
    }
    for (int base = 1; step.isEmpty() && base < olds; base++) {
      step = mergeBase(new Point.Old(base), rate);
    }
    return step;
  }

  private Optional<Step> shownEnd() {
    Tally tally = tallies.apply(shown);
    int splats = tally.of(Reading.SHOWN);
    if (splats >= policy.splatsAtEnd()) {
      return Optional.empty();
    }
    if (tally.blocked()) {
      return splats > 0 ? Optional.empty() : wrong(Kind.NOT_TESTABLE, shown);
    }
    if (tally.decisive() >= policy.runsAtEnd()) {
      return splats > 0 ? Optional.empty() : wrong(Kind.BUG_NOT_SHOWN, shown);
    }
    return run(shown, Why.VERIFY_SHOWN_END);
  }

  private Optional<Step> cleanEnd(double isWrong) {
    Tally tally = tallies.apply(clean);
    if (tally.of(Reading.SHOWN) > 0) {
      return wrong(Kind.BUG_SHOWN, clean);
    }
    if (tally.blocked()) {
      return tally.decisive() > 0 ? Optional.empty() : wrong(Kind.NOT_TESTABLE, clean);
    }
    return tally.decisive() > 0 && isWrong <= policy.doubt()
        ? Optional.empty()
        : run(clean, Why.VERIFY_CLEAN_END);
  }

  /** A merge base that cannot be tested is taken for old, as git does. */
  private Optional<Step> mergeBase(Point.Old base, double rate) {
    Tally tally = tallies.apply(base);
    int splats = tally.of(Reading.SHOWN);
    int quiet = tally.of(Reading.CLEAN);
    boolean mustShow = shown instanceof Point.Old;
    boolean quietEnough = quiet > 0 && Math.pow(1 - rate, quiet) <= policy.doubt();
    if (splats > 0) {
      return mustShow ? Optional.empty() : wrong(Kind.MERGE_BASE_SHOWS_BUG, base);
    }
    if (quietEnough) {
      return mustShow ? wrong(Kind.MERGE_BASE_IS_FIXED, base) : Optional.empty();
    }
    return tally.blocked() || quiet >= policy.runsAtEnd()
        ? Optional.empty()
        : run(base, mustShow ? Why.VERIFY_SHOWN_END : Why.VERIFY_CLEAN_END);
  }

  private static Optional<Step> run(Point point, Why why) {
    return Optional.of(new Step.Run(point, why));
  }

  private static Optional<Step> wrong(Kind kind, Point point) {
    return Optional.of(new WrongEnd(kind, point));
  }
}
