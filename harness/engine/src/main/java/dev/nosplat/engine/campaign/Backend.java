// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import java.util.List;

/** What runs a campaign's cells: one class for each kind of place where they can run. */
public interface Backend {

  /**
   * Runs cells, begun in this order, and returns when each has its result, is given up, or cannot
   * be run as it is described. A cell that ends INFRA_FAILED is begun again, as often as the
   * campaign allows; one that has a verdict is never run.
   *
   * @return why cells could not be run at all, one sentence each; those have no result
   * @throws InterruptedException if it was asked to stop; what was begun here is put away, what was
   *     handed to an engine goes on there, and every result so far is kept
   */
  List<String> run(Campaign campaign, List<PlannedCell> cells, CellResults results)
      throws InterruptedException;
}
