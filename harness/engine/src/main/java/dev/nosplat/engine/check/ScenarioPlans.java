// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several scenarios for one kernel and one shape of machine. */
public final class ScenarioPlans {
  private ScenarioPlans() {}

  /**
   * A plan for each scenario. All have the config fragments that any of them needs, so that one
   * kernel serves them all.
   *
   * @param plan what they have in common
   * @param directory what a relative path is relative to
   * @throws BadInput if a scenario is not there, does not fit on the machine, or has the name of
   *     another: before anything is built
   */
  public static List<CheckPlan> of(CheckPlan plan, List<String> scenarios, Path directory) {
    if (scenarios.size() == 1) {
      return List.of(plan.running(scenarios.get(0)));
    }
    Map<String, String> names = new LinkedHashMap<>();
    List<String> fragments = new ArrayList<>(plan.fragments());
    for (String each : scenarios) {
      String name = Scenario.recorded(each, directory);
      String other = names.put(name, each);
      if (other != null) {
        throw new BadInput(
            "two scenarios are called " + name,
            List.of(other, each),
            other.equals(each)
                ? "name each once; --repeat of gate runs one more often"
                : "rename one of the directories, so that a verdict can say which it speaks of");
      }
      Scenario scenario = Scenario.of(each, directory);
      requireFits(scenario, plan.shape());
      scenario.needs().fragments().stream()
          .filter(fragment -> !fragments.contains(fragment))
          .forEach(fragments::add);
    }
    CheckPlan common = plan.builtKernel().isPresent() ? plan : plan.withFragments(fragments);
    return scenarios.stream().map(common::running).toList();
  }

  /**
   * Sees that a machine of this shape will do.
   *
   * @throws BadInput with the options that would make it do
   */
  static void requireFits(Scenario scenario, CheckPlan.Shape shape) {
    List<String> missing = scenario.needs().missing(shape.cpus(), shape.memoryMiB(), shape.root());
    if (!missing.isEmpty()) {
      throw new BadInput(
          "the scenario " + scenario.name() + " does not fit on this machine",
          List.of("it needs: " + String.join(" ", missing)),
          "add " + String.join(" ", missing));
    }
  }
}
