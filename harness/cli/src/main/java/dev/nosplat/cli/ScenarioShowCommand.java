// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.scenario.Catalogue;
import dev.nosplat.engine.scenario.ScenarioFiles;
import dev.nosplat.report.Printable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code nosplat scenario show}. */
@Command(name = "show", description = "Prints a scenario's description, and names its files.")
final class ScenarioShowCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "NAME|DIR", description = "The scenario.")
  private String scenario = "";

  ScenarioShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ScenarioFiles files = Catalogue.files(scenario, Path.of("").toAbsolutePath());
    files
        .files()
        .forEach(
            (path, content) -> {
              if (path.equals(ScenarioFiles.DESCRIPTION)) {
                String text = new String(content.bytes(), StandardCharsets.UTF_8);
                terminal.out().print(Printable.block(text));
              }
            });
    terminal.out().println();
    files
        .files()
        .forEach(
            (path, content) ->
                terminal.out().println(Printable.line(path) + "  " + content.bytes().length));
    return 0;
  }
}
