// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.kernel.Configuration;
import dev.nosplat.record.Outcome;
import dev.nosplat.report.Printable;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nosplat config show}: every symbol that was asked for, and what became of it. */
@Command(
    name = "show",
    description = "List the symbols asked for, their values, who set them, what was dropped.",
    footer = {"", "Exit codes: 0 everything survived, 4 something was dropped."})
final class ConfigShowCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private KernelOptions kernel = new KernelOptions();

  ConfigShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = Settings.ofProcess().readingPatches();
    CheckPlan plan = new PlanTree(settings).located(kernel.plan());
    Configuration configuration =
        Engine.open(settings).configuration(plan, terminal.progress(settings.clock()));
    terminal.out().print(Printable.block(text(configuration)));
    return configuration.dropped().isEmpty() ? 0 : Outcome.BUILD_FAILED.exitCode();
  }

  static String text(Configuration configuration) {
    List<Configuration.Row> rows = configuration.requested();
    int symbol = Math.max(6, rows.stream().mapToInt(r -> r.symbol().length()).max().orElse(0));
    int value = Math.max(5, rows.stream().mapToInt(r -> r.effective().length()).max().orElse(0));
    int wanted = Math.max(5, rows.stream().mapToInt(r -> r.requested().length()).max().orElse(0));
    String line = "%-" + symbol + "s  %-" + wanted + "s  %-" + value + "s  %s";
    StringBuilder text = new StringBuilder();
    append(text, line, "symbol", "asked", "value", "who set it");
    rows.forEach(r -> append(text, line, r.symbol(), r.requested(), r.effective(), r.setter()));
    List<String> dropped = configuration.dropped();
    if (dropped.isEmpty()) {
      return text.append("nothing was dropped\n").toString();
    }
    text.append("dropped:\n");
    dropped.forEach(each -> text.append("  ").append(each).append('\n'));
    return text.toString();
  }

  private static void append(StringBuilder text, String line, Object... columns) {
    text.append(String.format(Locale.ROOT, line, columns).stripTrailing()).append('\n');
  }
}
