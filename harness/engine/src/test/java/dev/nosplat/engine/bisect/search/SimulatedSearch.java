// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

import java.util.Random;

/** Runs a search against a generated history until it ends. */
final class SimulatedSearch {
  private SimulatedSearch() {}

  /**
   * How a search went.
   *
   * @param verdicts points with a decisive run, the two ends included
   * @param skipped points that could not be tested
   * @param runs runs in all
   */
  record Result(Step.End end, int verdicts, int skipped, int runs) {
    boolean right(GeneratedHistory history) {
      return end instanceof Step.Found found && found.commit() == history.culprit();
    }

    boolean rangeHolds(GeneratedHistory history) {
      return end instanceof Step.Range range && range.commits().contains(history.culprit());
    }

    boolean wrong(GeneratedHistory history) {
      return !right(history) && !rangeHolds(history) && !(end instanceof Step.WrongEnd);
    }
  }

  static Result search(GeneratedHistory history, Policy policy, Random random) {
    Search search = new Search(history.graph(), true, 1, policy);
    int runs = 0;
    while (true) {
      Step step = search.next();
      if (step instanceof Step.End end) {
        int skipped =
            (int) search.tallies().values().stream().filter(each -> each.decisive() == 0).count();
        return new Result(end, search.verdicts(), skipped, runs);
      }
      Point point = ((Step.Run) step).point();
      Reading reading =
          point instanceof Point.Commit commit
              ? history.run(commit.index(), random)
              : Reading.CLEAN;
      search.record(point, reading);
      runs++;
    }
  }
}
