// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.kernel.Configuration;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nosplat config explain}: why a symbol has the value that it has. */
@Command(
    name = "explain",
    description = "Say why a symbol has its value, by the tree's own Kconfig.",
    footer = {"", "Example: nosplat config explain KCSAN --tree debian:newest --config kasan"})
final class ConfigExplainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "SYMBOL",
      arity = "1..*",
      description = "Symbols, with or without CONFIG_.")
  private List<String> symbols = List.of();

  @Mixin private KernelOptions kernel = new KernelOptions();

  ConfigExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = Settings.ofProcess().readingPatches();
    CheckPlan plan = new PlanTree(settings).located(kernel.plan());
    Progress progress = terminal.progress(settings.clock());
    Configuration configuration = Engine.open(settings).configuration(plan, progress);
    for (String symbol : symbols) {
      explain(configuration, symbol).forEach(terminal.out()::println);
    }
    return 0;
  }

  static List<String> explain(Configuration configuration, String symbol) {
    return configuration
        .explain(symbol)
        .orElseThrow(
            () ->
                new BadInput(
                    "This tree does not define " + symbol + ".",
                    configuration.similar(symbol),
                    "See that the name is right; symbols come and go from release to release."));
  }
}
