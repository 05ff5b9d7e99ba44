// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.project.Project;
import dev.nosplat.engine.project.ProjectFile;
import dev.nosplat.record.CellResult;
import dev.nosplat.record.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Campaigns as a nosplat.yaml describes them, with keys that need no tree. */
final class Described {
  private final Path directory;
  private final Set<String> builtTrees = new HashSet<>();
  private int kernelsAsked;

  Described(Path directory) {
    this.directory = directory;
  }

  /** Says that all kernels of a tree lie in the store. */
  Described built(String tree) {
    builtTrees.add(tree);
    return this;
  }

  int kernelsAsked() {
    return kernelsAsked;
  }

  Campaign campaign(String description) throws IOException, InterruptedException {
    Files.writeString(
        directory.resolve(ProjectFile.NAME), "campaigns: {c: {" + description + "}}\n");
    Project project = ProjectFile.find(directory).orElseThrow();
    CellKeys keys =
        new CellKeys() {
          @Override
          public Key kernel(CheckPlan plan) {
            kernelsAsked++;
            // "same" is another name of the tree "a".
            String tree = plan.tree().equals("same") ? "a" : plan.tree();
            return Key.of("kernel", Map.of("tree", tree, "fragments", plan.fragments().toString()));
          }

          @Override
          public Key run(CheckPlan plan, Key kernel) {
            return Key.of(
                "run",
                Map.of(
                    "kernel", kernel.name(),
                    "scenario", plan.scenario(),
                    "profile", plan.profile().name(),
                    "shape", plan.shape().toString()));
          }

          @Override
          public boolean built(Key kernel) {
            return builtTrees.contains(kernel.inputs().get("tree"));
          }
        };
    return new Planner(project, keys, plan -> plan).plan(project.campaign(Optional.empty()));
  }

  /** What a recorded run says of a cell. */
  static CellResult result(PlannedCell cell, String recorded) {
    return CellResult.of(cell.key(), cell.cell(), Recorded.run(recorded));
  }

  static List<String> labels(List<PlannedCell> cells) {
    return cells.stream().map(each -> each.cell().label()).toList();
  }
}
