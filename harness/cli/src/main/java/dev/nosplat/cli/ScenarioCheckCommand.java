// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.scenario.Catalogue;
import dev.nosplat.report.Printable;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code nosplat scenario check}. */
@Command(
    name = "check",
    description = "Reads a scenario, and says with line and column what is wrong in it.")
final class ScenarioCheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR|NAME", description = "The scenario's directory.")
  private String scenario = "";

  ScenarioCheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Catalogue.Entry entry =
        Catalogue.check(Catalogue.files(scenario, Path.of("").toAbsolutePath()));
    terminal.out().println(Printable.line(entry.name() + ": well-formed; " + entry.purpose()));
    return 0;
  }
}
