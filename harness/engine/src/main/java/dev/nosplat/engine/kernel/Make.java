// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How make is called: in a container that has the tree in /src and the build in /build. */
final class Make {
  /** Nothing of the host, of the user or of the time gets into what is built. */
  static final Map<String, String> ENVIRONMENT =
      Map.ofEntries(
          Map.entry("CCACHE_DIR", "/ccache"),
          Map.entry("CCACHE_CONFIGPATH", "/nosplat/" + CompilerCache.FILE),
          Map.entry("KBUILD_BUILD_TIMESTAMP", "1970-01-01"),
          Map.entry("KBUILD_BUILD_USER", "nosplat"),
          Map.entry("KBUILD_BUILD_HOST", "nosplat"),
          Map.entry("KBUILD_BUILD_VERSION", "1"),
          Map.entry("LOCALVERSION", ""),
          Map.entry("KCONFIG_NOSILENTUPDATE", ""));

  private Make() {}

  /** Make for the kernel, out of tree. */
  static List<String> kernel(Compiler compiler, String... more) {
    List<String> command = new ArrayList<>(List.of("make", "-C", "/src", "O=/build"));
    command.addAll(compiler.makeVariables());
    command.addAll(List.of(more));
    return command;
  }

  /** Make for a module outside the tree. */
  static List<String> module(Compiler compiler, String directory) {
    List<String> command = new ArrayList<>(List.of("make", "-C", "/build"));
    command.addAll(compiler.makeVariables());
    command.addAll(List.of("M=" + directory, "modules"));
    return command;
  }
}
