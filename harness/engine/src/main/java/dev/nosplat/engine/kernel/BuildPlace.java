// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.nio.file.Path;

/**
 * The directories of one line of builds.
 *
 * @param name what waiting processes are told
 * @param build what the container writes, /build there; the host opens nothing below it
 * @param ccache the compiler's cache, /ccache there; the same
 * @param given what nosplat writes for the build, /nosplat there, where the container can only read
 * @param objects a file of ours that is there once a build has ended well
 * @param lock who holds it may use the others
 */
record BuildPlace(String name, Path build, Path ccache, Path given, Path objects, Path lock) {

  /** The place that all builds of a lineage, config and compiler share. */
  static BuildPlace shared(Path home, KernelRequest request) {
    String name = request.place();
    return new BuildPlace(
        name,
        home.resolve("build").resolve(name),
        home.resolve("ccache"),
        home.resolve("given").resolve(name),
        home.resolve("given").resolve(name + ".objects"),
        home.resolve("build").resolve(name + ".lock"));
  }
}
