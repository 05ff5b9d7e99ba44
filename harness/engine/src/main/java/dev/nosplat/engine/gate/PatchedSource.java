// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.engine.check.CheckPlan;
import java.util.List;

/** The source that a plan's patches make of its tree. */
@FunctionalInterface
public interface PatchedSource {
  /**
   * The lines of one file; none where there is no such file.
   *
   * @param path relative to the top of the tree
   * @throws dev.nosplat.engine.problem.BadInput if the plan's tree or series is at fault
   */
  List<String> lines(CheckPlan plan, String path) throws InterruptedException;
}
