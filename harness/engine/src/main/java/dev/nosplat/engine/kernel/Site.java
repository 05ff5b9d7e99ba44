// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.toolchain.BoundedWork;
import dev.nosplat.engine.toolchain.ContainerDirectory;
import dev.nosplat.engine.toolchain.ExecOutput;
import dev.nosplat.engine.toolchain.Harvest;
import dev.nosplat.engine.toolchain.HarvestRefused;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A build at work: the source is in /src, the build directory in /build, what nosplat gives in
 * /nosplat. It ends with {@link #close}, or with the harvest.
 */
final class Site implements AutoCloseable {
  private final Toolchain toolchain;
  private final BuildPlace place;
  private final Path source;
  private final BoundedWork work;
  private final BuildLog output;
  private final BuildLimits limits;

  /**
   * A site whose container is at work.
   *
   * @param source the tree on the host, which the container reads as /src
   */
  Site(
      Toolchain toolchain,
      BuildPlace place,
      Path source,
      BoundedWork work,
      BuildLog output,
      BuildLimits limits) {
    this.toolchain = toolchain;
    this.place = place;
    this.source = source;
    this.work = work;
    this.output = output;
    this.limits = limits;
  }

  Toolchain toolchain() {
    return toolchain;
  }

  /** What the build may take. */
  BuildLimits limits() {
    return limits;
  }

  /** The tree on the host. */
  Path source() {
    return source;
  }

  /** The build directory on the host, of which the host opens nothing. */
  ContainerDirectory build() {
    return place.build();
  }

  /** What the last configuration here was made from; empty where nobody vouches for one. */
  Optional<Configured> configured() throws IOException {
    return place.lastConfigured();
  }

  /** Remembers it for the next build here. */
  void configured(Optional<Configured> now) throws IOException {
    if (now.isPresent()) {
      now.get().write(place.configured());
    } else {
      // Not the absence of a file, which means the base's.
      Files.writeString(place.configured(), "");
    }
  }

  /** Whether a file of that name has been left in the build directory, by this build or before. */
  boolean left(String file) throws InterruptedException {
    return look(List.of("test", "-f", "/build/" + file), (line, error) -> {}) == 0;
  }

  /** Reads what make says. */
  BuildLog output() {
    return output;
  }

  /** Has Kconfig at work; whether it succeeded. */
  boolean configures(List<String> command) throws InterruptedException {
    return run(command, output, limits.configure()) == 0;
  }

  /** Has a compiler at work; whether it succeeded. */
  boolean compiles(List<String> command) throws InterruptedException {
    return run(command, output, limits.compile()) == 0;
  }

  /** Runs a command that only looks, and gives its exit code. */
  int look(List<String> command, ExecOutput to) throws InterruptedException {
    return look(command, Make.ENVIRONMENT, to);
  }

  /** The same in another environment. */
  int look(List<String> command, Map<String, String> environment, ExecOutput to)
      throws InterruptedException {
    return run(command, environment, to, limits.configure());
  }

  private int run(List<String> command, ExecOutput to, Duration limit) throws InterruptedException {
    return run(command, Make.ENVIRONMENT, to, limit);
  }

  private int run(
      List<String> command, Map<String, String> environment, ExecOutput to, Duration limit)
      throws InterruptedException {
    return work.run(command, environment, to, limit);
  }

  /** The failure of a step that ended with an error, told by whose fault it is. */
  Problem failed(String what, String advice) throws InterruptedException {
    if (output.unwritten().isPresent()) {
      return InfraFailed.file(output.unwritten().get());
    }
    return work.failed(new BuildFailed(what, output.evidence(), advice));
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
    work.end();
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
    work.close();
  }
}
