// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directories of one line of builds.
 *
 * @param name what waiting processes are told
 * @param build what the container writes, /build there; the host opens nothing below it
 * @param ccache the compiler's cache, /ccache there; the same
 * @param given what nosplat writes for the build, /nosplat there, where the container can only read
 * @param objects a file of ours that is there once a build has ended well
 * @param lock who holds it may use the others
 * @param base the place that an untrusted build starts from a copy of and can only read; empty for
 *     a trusted build, which leaves its objects to the next
 */
record BuildPlace(
    String name,
    Path build,
    Path ccache,
    Path given,
    Path objects,
    Path lock,
    Optional<BuildPlace> base) {

  /** The place that all trusted builds of a lineage, config and compiler share. */
  static BuildPlace shared(Path home, KernelRequest request) {
    String name = request.place();
    return new BuildPlace(
        name,
        home.resolve("build").resolve(name),
        home.resolve("ccache"),
        home.resolve("given").resolve(name),
        home.resolve("given").resolve(name + ".objects"),
        home.resolve("build").resolve(name + ".lock"),
        Optional.empty());
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
        directory.resolve("build").resolve(name),
        base.ccache(),
        directory.resolve("given").resolve(name),
        directory.resolve("given").resolve(name + ".objects"),
        directory.resolve(name + ".lock"),
        Optional.of(base));
  }

  /** Whether make is likely to find most objects made. */
  boolean warm() {
    return Files.exists(objects) || base.map(BuildPlace::warm).orElse(false);
  }
}
