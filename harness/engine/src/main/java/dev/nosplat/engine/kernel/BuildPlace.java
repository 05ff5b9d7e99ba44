// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.toolchain.ContainerDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The directories of one line of builds.
 *
 * @param name what waiting processes are told
 * @param build what the container writes, /build there; the host opens nothing below it
 * @param ccache the compiler's cache, /ccache there; the same
 * @param given what nosplat writes for the build, /nosplat there, where the container can only read
 * @param objects a file of ours that is there once a build has ended well
 * @param configured a file of ours that says what the last configuration was made from
 * @param lock who holds it may use the others
 * @param cache what a build may do with {@code ccache}
 * @param base the place that an untrusted build starts from a copy of and can only read; empty for
 *     a build that starts from its own place as it is
 * @param copied what of it; empty for all that a build does not make anew anyway
 */
record BuildPlace(
    String name,
    ContainerDirectory build,
    ContainerDirectory ccache,
    Path given,
    Path objects,
    Path configured,
    Path lock,
    CompilerCache cache,
    Optional<BuildPlace> base,
    List<String> copied) {
  /** What the programs of a build's own host are made from and into. */
  private static final List<String> PROGRAMS =
      List.of(
          ".config", "scripts", "tools", "include", "arch/x86/include", "arch/x86/tools", "kernel");

  BuildPlace {
    copied = List.copyOf(copied);
  }

  /** The place that all trusted builds of a lineage, config and compiler share. */
  static BuildPlace shared(Path home, KernelRequest request) {
    String name = request.place();
    return new BuildPlace(
        name,
        ContainerDirectory.at(home.resolve("build").resolve(name)),
        ContainerDirectory.at(home.resolve("ccache")),
        home.resolve("given").resolve(name),
        home.resolve("given").resolve(name + ".objects"),
        home.resolve("given").resolve(name + ".configured"),
        home.resolve("build").resolve(name + ".lock"),
        CompilerCache.SHARED,
        Optional.empty(),
        List.of());
  }

  /**
   * A place apart, which goes with its series.
   *
   * @param directory the series' own
   */
  static BuildPlace apart(Path directory, BuildPlace base) {
    String name = base.name();
    return new BuildPlace(
        name + " of an untrusted series",
        ContainerDirectory.at(directory.resolve("build").resolve(name)),
        base.ccache(),
        directory.resolve("given").resolve(name),
        directory.resolve("given").resolve(name + ".objects"),
        directory.resolve("given").resolve(name + ".configured"),
        directory.resolve(name + ".lock"),
        CompilerCache.READ_ONLY,
        Optional.of(base),
        List.of());
  }

  /**
   * A place apart for the base's own programs, which goes with it.
   *
   * @param directory new, and gone after it
   */
  static BuildPlace beside(Path directory, BuildPlace base) {
    return new BuildPlace(
        base.name() + " for its programs",
        ContainerDirectory.at(directory.resolve("build")),
        base.ccache(),
        directory.resolve("given"),
        directory.resolve("given.objects"),
        directory.resolve("given.configured"),
        directory.resolve("lock"),
        CompilerCache.READ_ONLY,
        Optional.of(base),
        PROGRAMS);
  }

  /**
   * A place where nothing is that another build has made.
   *
   * @param directory new, and gone after it
   */
  static BuildPlace bare(Path directory, KernelRequest request) {
    return new BuildPlace(
        request.place() + " without any cache",
        ContainerDirectory.at(directory.resolve("build")),
        ContainerDirectory.at(directory.resolve("ccache")),
        directory.resolve("given"),
        directory.resolve("given.objects"),
        directory.resolve("given.configured"),
        directory.resolve("lock"),
        CompilerCache.NONE,
        Optional.empty(),
        List.of());
  }

  /**
   * What the last configuration here was made from; of a place that is still a copy, of what it is
   * a copy of.
   */
  Optional<Configured> lastConfigured() throws IOException {
    return base.isPresent() && !Files.exists(configured)
        ? base.get().lastConfigured()
        : Configured.read(configured);
  }

  /** Whether make is likely to find most objects made. */
  boolean warm() {
    return Files.exists(objects) || base.map(BuildPlace::warm).orElse(false);
  }
}
