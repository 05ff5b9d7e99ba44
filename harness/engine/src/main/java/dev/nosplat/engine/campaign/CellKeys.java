// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.check.CheckPlan;

/** Tells what cells depend on, and what of it is there. */
public interface CellKeys {

  /**
   * The key of the plan's kernel. It is asked once for a tree and a profile: it may take a second.
   *
   * @throws dev.nosplat.engine.problem.BadInput if there is no such tree
   */
  Key kernel(CheckPlan plan) throws InterruptedException;

  /** The key of everything that a run of the plan depends on. */
  Key run(CheckPlan plan, Key kernel);

  /** Whether a kernel lies in the store. */
  boolean built(Key kernel);
}
