// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which kernel: where it comes from, what is changed in it, how it is configured and compiled. */
final class KernelOptions {
  @Option(
      names = "--tree",
      required = true,
      paramLabel = "SPEC",
      description = "The tree: a directory, DIRECTORY@REV, debian:newest, and others.")
  private String tree = "";

  @Option(
      names = "--patch",
      paramLabel = "FILE|DIR|A..B|-",
      description = "Patches to apply, in order; repeatable.")
  private List<Path> patches = new ArrayList<>();

  @Option(
      names = "--config",
      paramLabel = "NAME|FILE",
      description = "A config fragment on top of the default ones; repeatable.")
  private List<String> fragments = new ArrayList<>();

  @Mixin private CompilerOption compiler = new CompilerOption();

  /** A plan for that kernel, with the default scenario and machine. */
  CheckPlan plan() {
    List<String> all = new ArrayList<>(CheckPlan.DEFAULT_FRAGMENTS);
    all.addAll(fragments);
    return CheckPlan.of(tree).withPatches(patches).withFragments(all).compiledBy(compiler.chosen());
  }
}
