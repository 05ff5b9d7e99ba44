// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.ScenarioPlans;
import dev.nosplat.engine.profile.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything that a check is told, for the commands that run checks. */
final class PlanOptions {
  /** Every profile, one after the other. */
  private static final String ALL = "all";

  @Mixin private KernelOptions kernel = new KernelOptions();
  @Mixin private MachineOptions machine = new MachineOptions();

  @Option(
      names = "--scenario",
      paramLabel = "NAME|DIR",
      defaultValue = CheckPlan.DEFAULT_SCENARIO,
      description =
          "The scenario to run: a name that nosplat scenario list shows, or the directory of one"
              + " (default: ${DEFAULT-VALUE}); repeatable, on one kernel: the worst verdict counts.")
  private List<String> scenarios = new ArrayList<>(List.of(CheckPlan.DEFAULT_SCENARIO));

  @Mixin private SchedulerOption scheduler = new SchedulerOption();
  @Mixin private RuleOptions rules = new RuleOptions();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = Profile.DEFAULT,
      description =
          "The detectors: lockdep, leaks, memory, hangs, races, rt, and for gate all of these"
              + " (default: ${DEFAULT-VALUE}); see docs/pass.md.")
  private String profile = Profile.DEFAULT;

  /**
   * The plan under its one profile, with the first scenario.
   *
   * @param more patches after those of {@code --patch}
   */
  CheckPlan plan(List<Path> more) {
    return plan(more, Profile.named(profile));
  }

  /**
   * A plan for each profile that was asked for.
   *
   * @param more patches after those of {@code --patch}
   */
  List<CheckPlan> plans(List<Path> more) {
    List<String> names = profile.equals(ALL) ? Profile.names() : List.of(profile);
    return names.stream().map(name -> plan(more, Profile.named(name))).toList();
  }

  private CheckPlan plan(List<Path> more, Profile detectors) {
    return rules.under(
        kernel.plan(more).running(scenarios.get(0)).on(machine.shape()).withProfile(detectors));
  }

  /**
   * The plan once for each scenario that was asked for, all of them for one kernel.
   *
   * @param plan what they have in common
   * @param directory what a relative path is relative to
   * @param scratch takes what has to be written for it
   */
  List<CheckPlan> eachScenario(CheckPlan plan, Path directory, Scratch scratch) {
    return ScenarioPlans.of(
        plan, scheduler.applied(scenarios, directory, scratch.path()), directory);
  }
}
