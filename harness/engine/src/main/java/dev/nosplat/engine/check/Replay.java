// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.UnreadableRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * An earlier run and the plan to repeat it.
 *
 * @param earlier its record
 * @param plan what it was asked to do; files are those in its directory
 */
public record Replay(RunRecord earlier, CheckPlan plan) {

  /**
   * From a run directory, wherever it lies now.
   *
   * @throws BadInput if it is none
   */
  public static Replay of(Path directory) {
    try {
      return new Replay(RunRecordJson.load(directory), KeptPlan.read(directory).plan(directory));
    } catch (IOException | UnreadableRecord e) {
      throw new BadInput(
          directory + " is not the directory of a run",
          List.of(String.valueOf(e.getMessage())),
          "give the directory that a report names after \"replay\", or a bundle of it",
          e);
    }
  }
}
