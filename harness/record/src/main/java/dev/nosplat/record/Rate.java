// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.Locale;

/**
 * In how many runs something was seen.
 *
 * @param seen runs that showed it, from 0 to {@code runs}
 * @param runs runs that would have shown it
 */
public record Rate(int seen, int runs) {
  /** The 0.975 quantile of the normal distribution: two-sided 95 %. */
  private static final double Z = 1.959963984540054;

  public Rate {
    if (seen < 0 || seen > runs) {
      throw new IllegalArgumentException(seen + " of " + runs + " runs");
    }
  }

  /**
   * The 95 % interval of the true rate, by Wilson's score (E. B. Wilson, "Probable Inference, the
   * Law of Succession, and Statistical Inference", 1927). Unlike the textbook interval it holds for
   * few runs and for rates near 0 and 1; without runs it is everything.
   */
  public Interval interval() {
    if (runs == 0) {
      return new Interval(0, 1);
    }
    double n = runs;
    double p = seen / n;
    double centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
    double half = Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
    return new Interval(
        seen == 0 ? 0 : Math.max(0, centre - half), seen == runs ? 1 : Math.min(1, centre + half));
  }

  /** {@code 3 of 20 runs (15 %, 95 % interval 5 to 36 %)}; without the interval for one run. */
  public String text() {
    String counted = seen + " of " + runs + (runs == 1 ? " run" : " runs");
    if (runs < 2) {
      return counted;
    }
    Interval interval = interval();
    return String.format(
        Locale.ROOT,
        "%s (%.0f %%, 95 %% interval %.0f to %.0f %%)",
        counted,
        100.0 * seen / runs,
        100 * interval.low(),
        100 * interval.high());
  }

  /** From where to where, both from 0 to 1. */
  public record Interval(double low, double high) {}
}
