// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.history.Revision;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.BootFailed;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Splat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One fresh boot of one revision.
 *
 * @param plan what every run does
 * @param checker who does it
 */
record Trial(CheckPlan plan, Checker checker, FixUps fixUps, Progress progress) {
  static final String BAD_INPUT = "BAD_INPUT";

  /** Runs a revision with further patches on top. */
  Entry.Ran run(Revision revision, String why, List<Path> onTop) throws InterruptedException {
    List<Path> fixes = fixUps.applyingTo(revision);
    List<Path> patches = new ArrayList<>(fixes);
    patches.addAll(revision.patches());
    patches.addAll(onTop);
    patches.addAll(plan.patches());
    List<String> names = fixes.stream().map(each -> String.valueOf(each.getFileName())).toList();
    CheckPlan whole =
        plan.onFreshBoot().withoutReach().onTree(revision.tree()).withPatches(patches);
    try {
      RunRecord run = checker.check(whole, progress);
      return new Entry.Ran(
          revision.id(),
          why,
          run.verdict().outcome().name(),
          run.verdict().reason(),
          run.id(),
          run.directory().toString(),
          names,
          run.splats().stream().filter(Predicate.not(Splat::userspace)).map(Sighting::of).toList(),
          run.durationMillis());
    } catch (Problem problem) {
      String reason = problem.what();
      return new Entry.Ran(
          revision.id(), why, outcome(problem), reason, "", "", names, List.of(), 0);
    }
  }

  private static String outcome(Problem problem) {
    if (problem instanceof BadInput) {
      return BAD_INPUT;
    } else if (problem instanceof BuildFailed) {
      return Outcome.BUILD_FAILED.name();
    } else if (problem instanceof BootFailed) {
      return Outcome.BOOT_FAILED.name();
    }
    return Outcome.INFRA_FAILED.name();
  }
}
