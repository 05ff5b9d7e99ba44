// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

/**
 * How sure an answer must be, and what may be spent on it.
 *
 * @param confidence the probability that the answer must reach, 0.5 to 0.9999
 * @param labelError the probability of being wrong at which a commit's label is taken for decided;
 *     the search withdraws a label when later runs speak against it
 * @param falseSplat the probability that a commit without the bug shows the target splat all the
 *     same; a signature names one bug, so it is small
 * @param wrongEnd the probability, before any run, that the user's clean end has the bug
 * @param splatsAtEnd how often the end with the bug must show it before the search begins: this
 *     measures the rate
 * @param runsAtEnd clean runs of the end with the bug after which it counts as not having it
 * @param skipsInARow commits that may prove untestable one after the other before the range is
 *     given as the answer
 * @param runs runs in all before the best answer so far is given
 */
public record Policy(
    double confidence,
    double labelError,
    double falseSplat,
    double wrongEnd,
    int splatsAtEnd,
    int runsAtEnd,
    int skipsInARow,
    int runs) {

  /** Answers that are right 99 times in 100. */
  public static final Policy DEFAULT = new Policy(0.99, 0.05, 1e-4, 0.05, 3, 150, 24, 5000);

  public Policy {
    require(confidence >= 0.5 && confidence <= 0.9999, "confidence", confidence);
    require(labelError > 0 && labelError < 0.5, "labelError", labelError);
    require(falseSplat > 0 && falseSplat < 0.01, "falseSplat", falseSplat);
    require(wrongEnd > 0 && wrongEnd < 0.5, "wrongEnd", wrongEnd);
    require(splatsAtEnd >= 1, "splatsAtEnd", splatsAtEnd);
    require(runsAtEnd >= 1, "runsAtEnd", runsAtEnd);
    require(skipsInARow >= 1, "skipsInARow", skipsInARow);
    require(runs >= 1, "runs", runs);
  }

  /**
   * The doubt at which the search stops. Half of what is asked for: a search may stop at any run,
   * and it stops at once when luck makes it sure, so at some rates the posterior alone promises a
   * little too much (measured: 1.7 wrong answers in 100 at a stated 99 %, before this margin).
   */
  double doubt() {
    return (1 - confidence) / 2;
  }

  /**
   * How many clean runs in a row make it sure enough that a revision does not have the bug.
   *
   * @param rate the share of runs in which the bug shows where it is, more than 0
   */
  public int cleanRunsNeeded(double rate) {
    double missed = 1 - Math.min(rate, 0.999);
    return (int) Math.min(runsAtEnd, Math.ceil(Math.log(1 - confidence) / Math.log(missed)));
  }

  /** The same policy with another confidence. */
  public Policy withConfidence(double other) {
    return new Policy(
        other, labelError, falseSplat, wrongEnd, splatsAtEnd, runsAtEnd, skipsInARow, runs);
  }

  /** The same policy with another limit of clean runs at the end that has the bug. */
  public Policy withRunsAtEnd(int other) {
    return new Policy(
        confidence, labelError, falseSplat, wrongEnd, splatsAtEnd, other, skipsInARow, runs);
  }

  /** The same policy with another limit of untestable commits in a row. */
  public Policy withSkipsInARow(int other) {
    return new Policy(
        confidence, labelError, falseSplat, wrongEnd, splatsAtEnd, runsAtEnd, other, runs);
  }

  /** The same policy with another limit of runs in all. */
  public Policy withRuns(int other) {
    return new Policy(
        confidence, labelError, falseSplat, wrongEnd, splatsAtEnd, runsAtEnd, skipsInARow, other);
  }

  private static void require(boolean holds, String name, double value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
  }
}
