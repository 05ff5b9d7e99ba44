// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.verdict.InstrumentRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a verdict forgives. */
final class RuleOptions {
  @Option(names = "--known", paramLabel = "FILE", description = "Known issues, as YAML.")
  private Optional<Path> known = Optional.empty();

  @Option(
      names = InstrumentRule.OPTION,
      paramLabel = "REASON",
      description =
          "Let a series pass that changes what the verdict rests on (lockdep, printk, the console,"
              + " what builds the kernel). Else it cannot in a gate or in CI.")
  private Optional<String> allowInstrument = Optional.empty();

  /** The same plan under these rules. */
  CheckPlan under(CheckPlan plan) {
    return plan.knowing(known).under(InstrumentRule.ATTENDED.allowing(reason()));
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
