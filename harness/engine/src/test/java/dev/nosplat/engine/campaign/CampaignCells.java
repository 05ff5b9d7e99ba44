// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import dev.nosplat.record.CellResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Campaigns and results for the tests of engines. */
public final class CampaignCells {
  private CampaignCells() {}

  /** The cells of a description, whose kernels of these trees are built. */
  public static Campaign described(Path directory, Set<String> built, String description)
      throws IOException, InterruptedException {
    Described described = new Described(directory);
    built.forEach(described::built);
    return described.campaign(description);
  }

  /** What a recorded run says of a cell. */
  public static CellResult result(PlannedCell cell, String recorded) {
    return Described.result(cell, recorded);
  }

  /** A pass that took so long. */
  public static CellResult lasting(PlannedCell cell, long millis) {
    CellResult pass = Described.result(cell, "pass");
    return new CellResult(
        pass.format(),
        pass.key(),
        pass.cell(),
        pass.verdict(),
        pass.splats(),
        pass.started(),
        millis,
        0,
        pass.run(),
        pass.directory());
  }
}
