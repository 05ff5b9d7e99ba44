// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.record.Cause;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * How often deletes of task storage failed, each side below what a run alone allows.
 *
 * @param baseFailed deletes that failed in all runs of the base
 * @param baseAll deletes in all of them
 * @param failed deletes that failed in all runs with the series
 * @param all deletes in all of them
 */
record DeleteRates(long baseFailed, long baseAll, long failed, long all) {
  /** So unlikely has it to be that both sides fail at the base's rate. */
  private static final double UNLIKELY = 0.001;

  static DeleteRates of(List<RunRecord> base, List<RunRecord> patched) {
    return new DeleteRates(
        sum(base, "failedDeletes"),
        sum(base, "failedDeletes") + sum(base, "deletes"),
        sum(patched, "failedDeletes"),
        sum(patched, "failedDeletes") + sum(patched, "deletes"));
  }

  private static long sum(List<RunRecord> runs, String name) {
    return runs.stream()
        .filter(run -> run.verdict().passed())
        .mapToLong(run -> run.counts().getOrDefault(name, 0L))
        .sum();
  }

  /** Where the series makes more of them fail. */
  Optional<Verdict> verdict() {
    if (baseAll == 0 || chance() >= UNLIKELY) {
      return Optional.empty();
    }
    return Optional.of(
        new Verdict(
            Outcome.INCONCLUSIVE,
            Cause.DELETES_FAILED,
            "nothing new splatted, but more deletes fail than on the base: "
                + failed
                + " of "
                + all
                + ", on the base "
                + baseFailed
                + " of "
                + baseAll,
            List.of("by chance this happens with probability " + Chance.percent(chance())),
            "Run it again on an idle host, with --repeat 3: a lock may give up on a starved one."));
  }

  /**
   * The chance of so many failures or more, were the base's rate the rate of both: the tail of a
   * Poisson distribution. A base without any may still have one in its next run.
   */
  double chance() {
    double expected = all * ((baseFailed + 1.0) / (baseAll + 1.0));
    double term = Math.exp(-expected);
    double fewer = 0;
    for (long i = 0; i < failed; i++) {
      fewer += term;
      term *= expected / (i + 1);
    }
    return Math.max(0, 1 - fewer);
  }
}
