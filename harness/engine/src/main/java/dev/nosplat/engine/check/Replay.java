// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.UnreadableRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An earlier run and the plan to repeat it.
 *
 * @param earlier its record
 * @param plan what it was asked to do; files are those in its directory
 * @param treeAsked whether the plan's tree is one that the user asked for: here, or when the run
 *     was made
 */
public record Replay(RunRecord earlier, CheckPlan plan, boolean treeAsked) {

  /**
   * From a run directory, wherever it lies now.
   *
   * @param home whose own runs were asked for by this user
   * @throws BadInput if it is none
   */
  public static Replay of(Path directory, Home home) {
    try {
      boolean ours =
          Files.isDirectory(home.runs())
              && directory.toRealPath().startsWith(home.runs().toRealPath());
      return new Replay(
          RunRecordJson.load(directory), KeptPlan.read(directory).plan(directory), ours);
    } catch (IOException | UnreadableRecord e) {
      throw new BadInput(
          directory + " is not the directory of a run",
          List.of(String.valueOf(e.getMessage())),
          "give the directory that a report names after \"replay\", or a bundle of it",
          e);
    }
  }

  /** The same run on a tree that the user names. */
  public Replay onTree(String tree) {
    return new Replay(earlier, plan.onTree(tree), true);
  }

  /**
   * The plan, to be carried out from its tree on.
   *
   * @throws BadInput if nobody here asked for that tree: it may be a URL, or a directory of yours
   */
  CheckPlan planToBuild() {
    if (!treeAsked) {
      throw unasked(plan.tree());
    }
    return plan;
  }

  /** What is said of a run from elsewhere that would have to be built. */
  public static BadInput unasked(String tree) {
    return new BadInput(
        "the kernel of that run is not here, and its tree is only what somebody else wrote",
        List.of("it says: " + tree),
        "if that is the tree you want to fetch and build, name it yourself: --tree " + tree);
  }
}
