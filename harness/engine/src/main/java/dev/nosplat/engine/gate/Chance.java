// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.record.Rate;
import java.util.Locale;

/** How likely it is that runs were silent by luck. */
final class Chance {
  /** A chance below this is not luck any more. */
  static final double ENOUGH = 0.05;

  private Chance() {}

  /** The chance that a bug with this rate stays silent in so many runs. */
  static double silent(double rate, int runs) {
    return Math.pow(1 - rate, runs);
  }

  /** How many silent runs it takes until a bug with this rate is excluded. */
  static int silentRunsToExclude(double rate) {
    return rate >= 1 ? 1 : (int) Math.ceil(Math.log(ENOUGH) / Math.log1p(-rate));
  }

  /**
   * The rate to expect of a bug that was seen so often, by Laplace's rule of succession: one run
   * that showed it does not make it certain.
   */
  static double expected(Rate rate) {
    return (rate.seen() + 1.0) / (rate.runs() + 2.0);
  }

  /** How many silent runs of the base make a bug of the patched side new. */
  static int baseRunsToCallNew(Rate patched) {
    return silentRunsToExclude(expected(patched));
  }

  /** What so many silent runs exclude, and what they do not, as a sentence. */
  static String whatSilenceExcludes(int runs) {
    double quarter = silent(0.25, runs);
    String missed =
        String.format(
            Locale.ROOT,
            "%s: a bug that shows in 1 run of 4 would have been missed with probability %s",
            runs == 1 ? "1 silent run" : runs + " silent runs",
            percent(quarter));
    return quarter <= ENOUGH
        ? missed + "."
        : missed
            + String.format(
                Locale.ROOT,
                "; --repeat %d brings that below %s.",
                silentRunsToExclude(0.25),
                percent(ENOUGH));
  }

  /** {@code 32 %}, {@code 3 %}, {@code 0.4 %}, {@code less than 0.1 %}. */
  static String percent(double chance) {
    double percent = 100 * chance;
    if (percent < 0.1) {
      return "less than 0.1 %";
    }
    return String.format(Locale.ROOT, percent < 1 ? "%.1f %%" : "%.0f %%", percent);
  }
}
