// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.project;

import dev.nosplat.record.CellResult;
import dev.nosplat.record.UrlCredentials;
import java.util.List;
import java.util.Optional;

/**
 * A campaign as it is described: every tree with every profile, scenario and machine, so many times
 * each, but for what is excluded.
 *
 * @param name its name
 * @param trees tree specifications
 * @param profiles names of profiles
 * @param scenarios names or places of scenarios
 * @param machines names of machine shapes
 * @param repeats how often each combination runs, on fresh boots where it is more than once
 * @param excludes combinations that are left out
 * @param tries how often a cell is begun at most while it ends INFRA_FAILED
 */
public record Matrix(
    String name,
    List<String> trees,
    List<String> profiles,
    List<String> scenarios,
    List<String> machines,
    int repeats,
    List<Exclude> excludes,
    int tries) {
  /** More than a month on a hundred hosts; a mistyped number should not fill the memory. */
  public static final int MOST_CELLS = 100_000;

  /** How the machine is called whose shape no name stands for. */
  public static final String USUAL_MACHINE = "default";

  public Matrix {
    trees = List.copyOf(trees);
    profiles = List.copyOf(profiles);
    scenarios = List.copyOf(scenarios);
    machines = List.copyOf(machines);
    excludes = List.copyOf(excludes);
  }

  /** As many cells as there are without excludes. */
  long size() {
    return (long) trees.size() * profiles.size() * scenarios.size() * machines.size() * repeats;
  }

  /** The same without these combinations. */
  Matrix without(List<Exclude> others) {
    return new Matrix(name, trees, profiles, scenarios, machines, repeats, others, tries);
  }

  /**
   * The part of it that this cell belongs to: all cells of its tree and its profile. Empty if there
   * is no such part.
   */
  public Optional<Matrix> around(CellResult.Cell cell) {
    List<String> tree =
        trees.stream().filter(each -> UrlCredentials.hidden(each).equals(cell.tree())).toList();
    List<String> profile = profiles.stream().filter(cell.profile()::equals).toList();
    return tree.isEmpty() || profile.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Matrix(name, tree, profile, scenarios, machines, repeats, excludes, tries));
  }

  /** Whether this combination is not left out. */
  public boolean includes(String tree, String profile, String scenario, String machine) {
    return excludes.stream().noneMatch(e -> e.fits(tree, profile, scenario, machine));
  }

  /** Combinations that are left out: what is not named here may be anything. */
  public record Exclude(
      Optional<String> tree,
      Optional<String> profile,
      Optional<String> scenario,
      Optional<String> machine) {

    /** Whether it names nothing. */
    boolean isEmpty() {
      return tree.isEmpty() && profile.isEmpty() && scenario.isEmpty() && machine.isEmpty();
    }

    boolean fits(String ofTree, String ofProfile, String ofScenario, String ofMachine) {
      return tree.map(ofTree::equals).orElse(true)
          && profile.map(ofProfile::equals).orElse(true)
          && scenario.map(ofScenario::equals).orElse(true)
          && machine.map(ofMachine::equals).orElse(true);
    }
  }
}
