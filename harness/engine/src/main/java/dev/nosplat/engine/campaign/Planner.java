// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.profile.Profile;
import dev.nosplat.engine.project.Matrix;
import dev.nosplat.engine.project.Project;
import dev.nosplat.record.CellResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes of a campaign's description its cells, with the key of each. */
public final class Planner {
  private final Project project;
  private final CellKeys keys;
  private final Trees trees;
  private final Map<String, Profile> profiles = new HashMap<>();

  /** Gives a plan's tree its place. */
  @FunctionalInterface
  public interface Trees {
    /**
     * The same plan with a tree that is named by its place.
     *
     * @throws dev.nosplat.engine.problem.BadInput if there is no such tree
     */
    CheckPlan located(CheckPlan plan) throws InterruptedException;
  }

  /** A planner for the campaigns of this project. */
  public Planner(Project project, CellKeys keys, Trees trees) {
    this.project = project;
    this.keys = keys;
    this.trees = trees;
  }

  /**
   * The cells, in the order of the description.
   *
   * @throws dev.nosplat.engine.problem.BadInput if one of its trees is not there
   */
  public Campaign plan(Matrix matrix) throws InterruptedException {
    List<PlannedCell> cells = new ArrayList<>();
    Set<String> built = new HashSet<>();
    for (String tree : matrix.trees()) {
      String place = trees.located(CheckPlan.of(tree)).tree();
      for (String profile : matrix.profiles()) {
        Map<String, Key> kernels = new HashMap<>();
        for (String machine : matrix.machines()) {
          for (String scenario : matrix.scenarios()) {
            if (matrix.includes(tree, profile, scenario, machine)) {
              CheckPlan plan = plan(matrix, place, profile, machine).running(scenario);
              Key kernel = kernel(plan, kernels);
              CellResult.Cell first = new CellResult.Cell(tree, profile, scenario, machine, 1);
              cells.addAll(repeated(matrix.repeats(), first, kernel, plan));
            }
          }
        }
        kernels.values().stream().filter(keys::built).map(Key::name).forEach(built::add);
      }
    }
    return new Campaign(matrix, cells, built);
  }

  /** Asked once for each root, which brings config fragments of its own. */
  private Key kernel(CheckPlan plan, Map<String, Key> known) throws InterruptedException {
    String root = plan.shape().root().label();
    Key kernel = known.get(root);
    if (kernel == null) {
      kernel = keys.kernel(plan);
      known.put(root, kernel);
    }
    return kernel;
  }

  private List<PlannedCell> repeated(
      int repeats, CellResult.Cell first, Key kernel, CheckPlan plan) {
    String run = keys.run(plan, kernel).name();
    List<PlannedCell> cells = new ArrayList<>();
    for (int repeat = 1; repeat <= repeats; repeat++) {
      String key = Key.of("cell", Map.of("run", run, "repeat", String.valueOf(repeat))).name();
      cells.add(new PlannedCell(key, first.repeated(repeat), kernel.name(), plan));
    }
    return cells;
  }

  private CheckPlan plan(Matrix matrix, String place, String profile, String machine) {
    List<String> fragments = new ArrayList<>(CheckPlan.DEFAULT_FRAGMENTS);
    fragments.addAll(project.defaults().config());
    CheckPlan plan =
        CheckPlan.of(place)
            .withFragments(fragments)
            .compiledBy(project.defaults().compiler().orElse(Compiler.GCC))
            .on(project.machines().getOrDefault(machine, CheckPlan.Shape.DEFAULT))
            .withProfile(profiles.computeIfAbsent(profile, Profile::named))
            .knowing(project.known());
    // Machines restored from one snapshot are not independent, so they show no rate.
    return matrix.repeats() > 1 ? plan.onFreshBoot() : plan;
  }
}
