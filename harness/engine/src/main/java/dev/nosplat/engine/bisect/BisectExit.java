// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Splat;
import java.util.List;
import java.util.function.Predicate;

/** Exit codes that {@code git bisect run} understands. */
public enum BisectExit {
  /** The revision is good. */
  GOOD(0),
  /** The revision is bad. */
  BAD(1),
  /** The revision cannot be tested. */
  SKIP(125),
  /** Nothing can be tested: the bisection ends. */
  ABORT(128);

  private final int code;

  BisectExit(int code) {
    this.code = code;
  }

  /** The process's exit code. */
  public int code() {
    return code;
  }

  /**
   * What a run means for {@code git bisect run}. With a target only that splat is bad and another
   * failure is a skip; with one that is still {@linkplain Target#learnt() to be learnt} every
   * failure is bad.
   */
  public static BisectExit of(RunRecord run, Target target) {
    List<Sighting> splats =
        run.splats().stream().filter(Predicate.not(Splat::userspace)).map(Sighting::of).toList();
    if (target.in(splats).isPresent()) {
      return BAD;
    }
    Outcome outcome = run.verdict().outcome();
    return switch (outcome) {
      case PASS -> GOOD;
      case FAIL -> target.unknown() ? BAD : SKIP;
      case BUILD_FAILED, BOOT_FAILED, INCONCLUSIVE -> SKIP;
      case INFRA_FAILED -> ABORT;
    };
  }

  /**
   * The code for git of a process that ended without a run to judge. The codes of {@link Outcome}
   * and the one for bad input mean bad to git, which they are not.
   */
  public static int ofProcess(int code) {
    if (code == GOOD.code || code == BAD.code || code >= SKIP.code) {
      return code;
    }
    boolean kernel =
        code == Outcome.INCONCLUSIVE.exitCode()
            || code == Outcome.BUILD_FAILED.exitCode()
            || code == Outcome.BOOT_FAILED.exitCode();
    return kernel ? SKIP.code : ABORT.code;
  }
}
