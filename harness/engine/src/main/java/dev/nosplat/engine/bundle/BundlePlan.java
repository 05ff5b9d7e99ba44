// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bundle;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.KeptPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a bundled run was asked to do. Every file that it names is one that the manifest holds; its
 * tree is a text that nobody resolves.
 */
final class BundlePlan {
  private final CheckPlan plan;

  private BundlePlan(CheckPlan plan) {
    this.plan = plan;
  }

  /**
   * Reads it.
   *
   * @param run the directory of the bundled run, unpacked by the manifest
   * @throws IOException if the plan names a file that is not in the manifest
   * @throws dev.nosplat.engine.problem.BadInput if there is no plan, or one that no run has
   */
  static BundlePlan read(Path run, BundleManifest manifest) throws IOException {
    CheckPlan plan = KeptPlan.read(run).plan(run);
    List<Path> files = new ArrayList<>(plan.patches());
    plan.knownIssues().ifPresent(files::add);
    List<String> words = new ArrayList<>(plan.fragments());
    words.add(plan.scenario());
    words.stream().map(Path::of).filter(Path::isAbsolute).forEach(files::add);
    for (Path file : files) {
      String name = BundleWriter.RUN + run.toAbsolutePath().relativize(file.toAbsolutePath());
      if (!manifest.files().containsKey(name)) {
        throw new IOException("its plan names " + file.getFileName() + ", which is not in it");
      }
    }
    return new BundlePlan(plan);
  }

  /** The plan for the bundle's own machine. */
  CheckPlan forItsMachine() {
    return plan;
  }

  /** The plan for a kernel that is built from a tree that the user names. */
  CheckPlan on(String tree) {
    return plan.onTree(tree);
  }

  /** The tree as the bundle claims it. */
  String claimedTree() {
    return plan.tree();
  }
}
