// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.Settings;
import dev.nosplat.report.RunDiff;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code nosplat diff}: what differs between two runs. */
@Command(
    name = "diff",
    description = "Compare two runs: splats, evidence, configuration, times.",
    footer = {"", "Example: nosplat diff 20261127-110000-aaaaaa last"})
final class DiffCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Parameters(index = "0", paramLabel = "RUN", description = "A run: directory, name, or last.")
  private String one = "";

  @Parameters(index = "1", paramLabel = "RUN", description = "The run to compare with it.")
  private String two = "";

  DiffCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() {
    KeptRuns runs = new KeptRuns(settings.get().home().runs());
    terminal.out().print(RunDiff.of(terminal.colours(), runs.run(one), runs.run(two)));
    return 0;
  }
}
