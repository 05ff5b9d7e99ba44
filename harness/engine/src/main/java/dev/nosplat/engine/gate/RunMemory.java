// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.record.RunRecord;
import java.util.List;

/** Earlier runs of the same thing: what a gate need not do again. */
public interface RunMemory {

  /**
   * Every remembered run of this plan, oldest first; empty where none is known.
   *
   * @throws dev.nosplat.engine.problem.BadInput if the plan's tree or series is at fault
   */
  List<RunRecord> recall(CheckPlan plan) throws InterruptedException;

  /** Keeps a run for later gates. */
  void remember(CheckPlan plan, RunRecord run) throws InterruptedException;

  /** Remembers nothing. */
  static RunMemory none() {
    return new RunMemory() {
      @Override
      public List<RunRecord> recall(CheckPlan plan) {
        return List.of();
      }

      @Override
      public void remember(CheckPlan plan, RunRecord run) {}
    };
  }
}
