// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.RunRecord;

/** Carries out a plan. The gate and the bisector are tested with recorded ones of these. */
public interface Checker {

  /**
   * Builds, boots, runs and judges.
   *
   * @return the record of the run, whatever its outcome; its run directory holds the artifacts
   * @throws BadInput if the plan itself is at fault: no such tree, a patch that does not apply
   * @throws InterruptedException if the run was asked to stop; nothing is left running
   */
  RunRecord check(CheckPlan plan, Progress progress) throws InterruptedException;

  /**
   * Builds what a check of this plan would need, so that the check itself finds it in the store. A
   * checker that builds nothing has nothing to do here.
   *
   * @throws dev.nosplat.engine.problem.Problem if the check itself would end before its machine
   */
  default void prepare(CheckPlan plan, Progress progress) throws InterruptedException {}

  /**
   * Whether the plan's patches apply to its tree; nothing is built. A checker of recorded runs has
   * no tree, and says yes.
   *
   * @throws BadInput if there is no such tree, or a patch cannot be read
   */
  default boolean applies(CheckPlan plan, Progress progress) throws InterruptedException {
    return true;
  }
}
