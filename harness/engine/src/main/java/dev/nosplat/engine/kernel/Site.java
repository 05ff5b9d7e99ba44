// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.toolchain.Harvest;
import dev.nosplat.engine.toolchain.HarvestRefused;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A build at work: the source is in /src, the build directory in /build, what nosplat gives in
 * /nosplat. It ends with {@link #close}, or with the harvest.
 */
final class Site implements AutoCloseable {
  private final Toolchain toolchain;
  private final BuildPlace place;
  private final ToolchainContainer container;
  private final BuildLog output;

  Site(Toolchain toolchain, BuildPlace place, ToolchainContainer container, BuildLog output) {
    this.toolchain = toolchain;
    this.place = place;
    this.container = container;
    this.output = output;
  }

  ToolchainContainer container() {
    return container;
  }

  /** Reads what make says. */
  BuildLog output() {
    return output;
  }

  /** Runs a command to its end; whether it succeeded. */
  boolean runs(List<String> command) throws InterruptedException {
    return container.run(command, Make.ENVIRONMENT, output) == 0;
  }

  /**
   * Ends the build's container and takes what it made.
   *
   * @param more shell commands that run beside the files that were taken, in a fresh container
   * @param made what those leave
   * @return the lines that those commands printed
   * @throws BuildFailed if the build left something else than such files
   */
  List<String> harvest(List<Harvest.Wanted> wanted, String more, List<Harvest.Wanted> made, Path to)
      throws IOException, InterruptedException {
    container.end();
    try {
      return Harvest.copy(toolchain, place.build(), wanted, more, made, to);
    } catch (HarvestRefused e) {
      throw new BuildFailed(
          "What the build left cannot be taken",
          e.reasons(),
          "make leaves regular files there; see what the tree's own Makefiles do with them");
    }
  }

  @Override
  public void close() {
    container.close();
  }
}
