// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.toolchain.ExecOutput;
import dev.nosplat.engine.toolchain.Harvest;
import dev.nosplat.engine.toolchain.HarvestRefused;
import dev.nosplat.engine.toolchain.MemoryEvents;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A build at work: the source is in /src, the build directory in /build, what nosplat gives in
 * /nosplat. It ends with {@link #close}, or with the harvest.
 *
 * <p>Whose fault a failure is, the container engine and the host say: what a build prints has no
 * part in it, because a patch writes that.
 */
final class Site implements AutoCloseable {
  private final Toolchain toolchain;
  private final BuildPlace place;
  private final ToolchainContainer container;
  private final BuildLog output;
  private final BuildLimits limits;
  private final int memoryMiB;
  private final DiskWatch disk;

  Site(
      Toolchain toolchain,
      BuildPlace place,
      ToolchainContainer container,
      BuildLog output,
      BuildLimits limits,
      int memoryMiB)
      throws IOException {
    this.toolchain = toolchain;
    this.place = place;
    this.container = container;
    this.output = output;
    this.limits = limits;
    this.memoryMiB = memoryMiB;
    this.disk =
        new DiskWatch(List.of(place.build(), place.ccache()), limits.bytes(), container::kill);
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
    OptionalInt code;
    try {
      code = container.run(command, environment, to, limit);
    } catch (InfraFailed e) {
      throw disk.tripped() ? tooMuchWritten() : e;
    }
    if (disk.tripped()) {
      throw tooMuchWritten();
    }
    return code.orElseThrow(
        () ->
            new BuildFailed(
                "The build did not end within " + words(limit),
                output.evidence(),
                "See what in the tree's own Makefiles waits or never ends."));
  }

  private static String words(Duration limit) {
    return limit.toMinutes() > 0 ? limit.toMinutes() + " minutes" : limit.toSeconds() + " s";
  }

  private BuildFailed tooMuchWritten() {
    return new BuildFailed(
        "The build wrote more than " + (disk.most() >> 20) + " MiB",
        output.evidence(),
        "See what in the tree's own Makefiles writes without end; a build directory of the default"
            + " configuration has 1400 MiB.");
  }

  /** The failure of a step that ended with an error, told by whose fault it is. */
  Problem failed(String what, String advice) throws InterruptedException {
    if (output.unwritten().isPresent()) {
      return InfraFailed.file(output.unwritten().get());
    }
    if (disk.full()) {
      return InfraFailed.file(
          new UncheckedIOException(
              what, new IOException("No space left on the disk of " + place.build())));
    }
    MemoryEvents memory = container.memory();
    if (memory.kills() == 0) {
      return new BuildFailed(what, output.evidence(), advice);
    }
    return memory.ownLimit()
        ? new BuildFailed(
            "The build needs more than the " + memoryMiB + " MiB of memory that it may have",
            output.evidence(),
            "See what of it takes so much.")
        : new InfraFailed(
            "the build was killed",
            List.of("the kernel of this host killed a process of it, because memory ran out"),
            "see that the host has memory to spare, then run again: the build goes on where it"
                + " stopped");
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
    disk.close();
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
    disk.close();
    container.close();
  }
}
