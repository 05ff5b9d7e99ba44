// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything that a check is told, for the commands that run checks. */
final class PlanOptions {
  @Mixin private KernelOptions kernel = new KernelOptions();
  @Mixin private MachineOptions machine = new MachineOptions();

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      defaultValue = CheckPlan.DEFAULT_SCENARIO,
      description = "The scenario to run (default: ${DEFAULT-VALUE}).")
  private String scenario = CheckPlan.DEFAULT_SCENARIO;

  @Option(names = "--known", paramLabel = "FILE", description = "Known issues, as YAML.")
  private Optional<Path> known = Optional.empty();

  CheckPlan plan() {
    return kernel.plan().running(scenario).on(machine.shape()).knowing(known);
  }
}
