// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.verdict.InstrumentRule;
import java.nio.file.Path;
import java.util.List;
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

  @Option(
      names = InstrumentRule.OPTION,
      paramLabel = "REASON",
      description =
          "Let a series pass that changes what the verdict rests on (lockdep, printk, the console,"
              + " what builds the kernel). Else it cannot in a gate or in CI.")
  private Optional<String> allowInstrument = Optional.empty();

  CheckPlan plan() {
    return kernel
        .plan()
        .running(scenario)
        .on(machine.shape())
        .knowing(known)
        .under(InstrumentRule.ATTENDED.allowing(reason()));
  }

  private Optional<String> reason() {
    if (allowInstrument.map(String::isBlank).orElse(false)) {
      throw new BadInput(
          "There is no reason to let the series change what the verdict rests on.",
          List.of(InstrumentRule.OPTION + " was given without a word"),
          "Say in a few words who looked at the changes; every report shows them.");
    }
    return allowInstrument.map(String::strip);
  }
}
