// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

/**
 * The shares of runs in which a kernel with the bug may show it, as a grid with a prior. A part of
 * the prior says that the bug shows in every run; one half of the rest is spread evenly over the
 * rates and the other over their logarithms, so that neither a rare bug nor one that hides now and
 * then surprises the search.
 */
final class Rates {
  private static final double RAREST = 0.02;
  private static final double MOST_FREQUENT = 0.98;
  private static final int STEPS = 32;
  private static final double ALWAYS = 0.1;

  private final double[] values = new double[STEPS + 1];
  private final double[] prior = new double[STEPS + 1];

  Rates() {
    double ratio = Math.log(MOST_FREQUENT / RAREST) / (STEPS - 1);
    double sum = 0;
    for (int i = 0; i < STEPS; i++) {
      values[i] = RAREST * Math.exp(ratio * i);
      sum += values[i];
    }
    for (int i = 0; i < STEPS; i++) {
      // Steps grow with the rate, so an even spread over the rates weighs each by its own value.
      prior[i] = (1 - ALWAYS) * (0.5 / STEPS + 0.5 * values[i] / sum);
    }
    values[STEPS] = 1;
    prior[STEPS] = ALWAYS;
  }

  int count() {
    return values.length;
  }

  double value(int index) {
    return values[index];
  }

  double logPrior(int index) {
    return Math.log(prior[index]);
  }

  /** The logarithm of the probability that a run of a kernel with the bug shows it or does not. */
  double logLikelihood(int index, boolean shown) {
    return Math.log(shown ? values[index] : 1 - values[index]);
  }
}
