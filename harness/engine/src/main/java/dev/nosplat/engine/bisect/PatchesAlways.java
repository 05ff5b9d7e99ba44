// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.bisect.history.GitFixUps;
import dev.nosplat.engine.bisect.history.Revision;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code --patch-always} files, each tried on top of those before it.
 *
 * @param patches all of them, in order
 * @param fitting which of them apply to a revision
 */
public record PatchesAlways(List<Path> patches, Fitting fitting) implements FixUps {
  public PatchesAlways {
    patches = List.copyOf(patches);
  }

  /** Tells which of the patches apply to a revision. */
  @FunctionalInterface
  public interface Fitting {
    /** Those that apply, in order. */
    List<Path> to(Revision revision) throws InterruptedException;
  }

  /** Tried with git on the commits of a repository. */
  public static PatchesAlways onCommits(GitFixUps git) {
    return new PatchesAlways(git.patches(), revision -> git.applyingTo(revision.id()));
  }

  /** Tried as a check would apply them, on trees that may lie in no repository. */
  public static PatchesAlways onTrees(List<Path> patches, Checker checker) {
    return new PatchesAlways(
        patches,
        revision -> {
          List<Path> fitting = new ArrayList<>();
          for (Path patch : patches) {
            List<Path> tried = new ArrayList<>(fitting);
            tried.add(patch);
            CheckPlan plan = CheckPlan.of(revision.tree()).withPatches(tried);
            if (checker.applies(plan, Progress.silent())) {
              fitting.add(patch);
            }
          }
          return fitting;
        });
  }

  @Override
  public List<Path> applyingTo(Revision revision) throws InterruptedException {
    return fitting.to(revision);
  }

  @Override
  public List<String> digests() {
    return patches.stream().map(PatchesAlways::digest).toList();
  }

  private static String digest(Path patch) {
    try {
      return Digest.of(Files.readAllBytes(patch)).hex();
    } catch (IOException e) {
      throw new BadInput(
          patch + " cannot be read.",
          List.of(String.valueOf(e)),
          "Name a readable patch with --patch-always.",
          e);
    }
  }
}
