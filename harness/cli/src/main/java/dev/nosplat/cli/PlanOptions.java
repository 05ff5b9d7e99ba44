// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything that a check is told, for the commands that run checks. */
final class PlanOptions {
  @Mixin private KernelOptions kernel = new KernelOptions();
  @Mixin private MachineOptions machine = new MachineOptions();

  @Option(
      names = "--scenario",
      paramLabel = "NAME|DIR",
      defaultValue = CheckPlan.DEFAULT_SCENARIO,
      description =
          "The scenario to run: a name that nosplat scenario list shows, or the directory of one"
              + " (default: ${DEFAULT-VALUE}).")
  private String scenario = CheckPlan.DEFAULT_SCENARIO;

  @Mixin private RuleOptions rules = new RuleOptions();

  /**
   * The plan.
   *
   * @param more patches after those of {@code --patch}
   */
  CheckPlan plan(List<Path> more) {
    return rules.under(kernel.plan(more).running(scenario).on(machine.shape()));
  }
}
