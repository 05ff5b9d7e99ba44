// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.SeriesApplier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which kernel: where it comes from, what is changed in it, how it is configured and compiled. */
final class KernelOptions {
  @Option(
      names = "--tree",
      paramLabel = "SPEC",
      description =
          "The tree: a directory, DIRECTORY@REV, a revision of the repository here, debian:newest,"
              + " and others; auto is the series' own base-commit (default: the kernel tree here).")
  private Optional<String> tree = Optional.empty();

  @Option(
      names = "--kernel",
      paramLabel = "DIR",
      description = "Instead of a tree: a kernel that was built elsewhere, in make's directory.")
  private Optional<Path> kernel = Optional.empty();

  @Option(
      names = "--dirty",
      description = "Take the uncommitted changes of a checkout into the tree.")
  private boolean dirty;

  @Option(
      names = "--patch",
      paramLabel = "FILE|DIR|A..B|-",
      description = "Patches to apply, in order; repeatable.")
  private List<Path> patches = new ArrayList<>();

  @Mixin private SeriesOptions series = new SeriesOptions();

  @Option(
      names = "--config",
      paramLabel = "NAME|FILE|auto",
      description =
          "A config fragment on top of the default ones, or a whole .config under them;"
              + " auto: what compiles the files that the patches change; repeatable.")
  private List<String> fragments = new ArrayList<>();

  @Mixin private CompilerOption compiler = new CompilerOption();

  /** A plan for that kernel, with the default scenario and machine. */
  CheckPlan plan() {
    return plan(List.of());
  }

  /**
   * The same with more patches.
   *
   * @param more applied after those of {@code --patch}
   */
  CheckPlan plan(List<Path> more) {
    List<Path> all = new ArrayList<>(patches);
    all.addAll(more);
    if (tree.isPresent() && kernel.isPresent()) {
      throw new BadInput(
          "--tree and --kernel exclude each other.",
          List.of(),
          "Give either --tree SPEC, to build one, or --kernel DIR, which holds a built one.");
    }
    if (kernel.isPresent()) {
      if (!all.isEmpty() || !fragments.isEmpty() || dirty) {
        throw new BadInput(
            "--kernel takes a kernel as it is.",
            List.of("--patch, --config and --dirty would change it"),
            "Leave them out, or give its source with --tree.");
      }
      return CheckPlan.ofKernel(kernel.get().toAbsolutePath());
    }
    List<String> wanted = new ArrayList<>(CheckPlan.DEFAULT_FRAGMENTS);
    wanted.addAll(fragments);
    return CheckPlan.of(tree.orElse(PlanTree.HERE))
        .withPatches(all)
        .withFragments(wanted)
        .compiledBy(compiler.chosen())
        .taking(
            new CheckPlan.Intake(
                dirty,
                new SeriesApplier.Options(series.repairs(), series.fuzz()),
                series.choice()));
  }
}
