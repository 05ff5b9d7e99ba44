// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a campaign will cost, as far as earlier cells tell.
 *
 * @param cells how many cells there are
 * @param waiting how many of them are to be run
 * @param kernels how many kernels have to be built for those
 * @param work how long all of it takes one after the other; without what nobody knows
 * @param unknownRuns cells of which no like has run
 * @param unknownBuilds whether kernels have to be built and none ever was
 */
public record Estimate(
    int cells, int waiting, int kernels, Duration work, int unknownRuns, boolean unknownBuilds) {

  /** The estimate for these cells of a campaign. */
  public static Estimate of(Campaign campaign, List<PlannedCell> waiting, History history) {
    Set<String> cold = new HashSet<>();
    Duration work = Duration.ZERO;
    int unknown = 0;
    for (PlannedCell each : waiting) {
      if (!campaign.built().contains(each.kernel())) {
        cold.add(each.kernel());
      }
      Optional<Duration> run = history.run(each.cell());
      work = work.plus(run.orElse(Duration.ZERO));
      unknown += run.isEmpty() ? 1 : 0;
    }
    Duration builds = history.build().orElse(Duration.ZERO).multipliedBy(cold.size());
    return new Estimate(
        campaign.cells().size(),
        waiting.size(),
        cold.size(),
        work.plus(builds),
        unknown,
        !cold.isEmpty() && history.build().isEmpty());
  }

  /** In sentences. */
  public List<String> sentences() {
    if (waiting == 0) {
      return List.of(count(cells, "cell") + ", and nothing is to be run");
    }
    String doubt =
        (unknownRuns == 0
                ? ""
                : ", without " + count(unknownRuns, "cell") + " of which no like has run")
            + (unknownBuilds ? ", without the builds, because none was measured" : "");
    boolean known = !work.isZero();
    return List.of(
        "%s, %d to be run; %s to be built"
            .formatted(count(cells, "cell"), waiting, count(kernels, "kernel")),
        known
            ? "About %s of work, one after the other%s".formatted(text(work), doubt)
            : "No like of it has run here, so nobody knows how long it takes");
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String text(Duration work) {
    return work.compareTo(Duration.ofHours(2)) < 0
        ? Math.max(1, work.toMinutes()) + " min"
        : work.toHours() + " h";
  }
}
