// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Where kernels are configured and built: one directory per lineage, config and compiler. */
final class Workshop {
  private static final int MEMORY_MIB = 8192;

  /** Objects of 7.3 with the default fragments: shown before a build directory knows better. */
  private static final int TYPICAL_OBJECTS = 1400;

  private final Toolchain toolchain;
  private final Path home;
  private final Clock clock;

  /** A workshop that keeps its directories and the compiler cache below {@code home}. */
  Workshop(Toolchain toolchain, Path home, Clock clock) {
    this.toolchain = toolchain;
    this.home = home;
    this.clock = clock;
  }

  /** What is done there. */
  @FunctionalInterface
  interface Work<T> {
    T at(Site site) throws IOException, InterruptedException;
  }

  /**
   * One place of work, ours alone while the work goes on.
   *
   * @param build the build directory, /build in the container
   * @param container has the source in /src
   * @param kconfig the tree's Kconfig, on both
   * @param output reads what make says
   */
  record Site(Path build, ToolchainContainer container, Kconfig kconfig, BuildLog output) {}

  /**
   * Works at the place of a request.
   *
   * @param log where make's output goes
   */
  <T> T work(
      KernelRequest request, KernelBuilder.Source source, Path log, Progress progress, Work<T> work)
      throws IOException, InterruptedException {
    String place = request.place();
    Path build = home.resolve("build").resolve(place);
    try (FileLock lock =
            FileLock.acquire(
                home.resolve("build").resolve(place + ".lock"),
                () -> progress.say("waiting for another build of " + place));
        KernelBuilder.Source.Opened tree = source.open()) {
      toolchain.shared(build);
      toolchain.shared(home.resolve("ccache"));
      toolchain.shared(build.resolve("nosplat"));
      ContainerSpec spec =
          ContainerSpec.offline(
              "build",
              List.of(
                  Mount.readOnly(tree.path(), "/src"),
                  Mount.writable(build, "/build"),
                  Mount.writable(home.resolve("ccache"), "/ccache")),
              MEMORY_MIB);
      Files.createDirectories(log.toAbsolutePath().getParent());
      try (ToolchainContainer container = toolchain.open(spec);
          Writer writer = Files.newBufferedWriter(log, StandardCharsets.UTF_8)) {
        BuildLog output = new BuildLog(writer, progress, expectedObjects(build), clock);
        Kconfig kconfig = new Kconfig(container, tree.path(), build, request.compiler());
        T result = work.at(new Site(build, container, kconfig, output));
        writer.flush();
        return result;
      }
    }
  }

  /** Gives everything below a directory of ours to the containers' user. */
  void own(Path directory) {
    toolchain.own(directory);
  }

  private static int expectedObjects(Path build) {
    // After the first build nobody knows how much a patch touches until make has looked.
    return Files.exists(build.resolve("nosplat/objects")) ? 0 : TYPICAL_OBJECTS;
  }
}
