// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.RunRecord;
import java.util.Set;

/** Where the runs behind test classes come from: the engine, or recordings in our own tests. */
interface Runs {

  /** The types that a {@link Stage} has values of. */
  Set<Class<?>> onStage();

  /**
   * Carries out a plan.
   *
   * @param interlude called once on the booted machine, scheduler enabled, before the scenario's
   *     own workload; not called when the run does not get that far
   */
  RunRecord check(CheckPlan plan, Interlude interlude, Progress progress)
      throws InterruptedException;

  /** What a test class does on a machine. */
  interface Interlude {
    /** Nothing: the run goes straight on. */
    Interlude NONE = stage -> {};

    void on(Stage stage) throws InterruptedException;
  }
}
