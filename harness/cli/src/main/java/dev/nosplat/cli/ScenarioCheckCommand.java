// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.scenario.Catalogue;
import dev.nosplat.report.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nosplat scenario check}. */
@Command(
    name = "check",
    description = "Reads a scenario, and says with line and column what is wrong in it.")
final class ScenarioCheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "DIR|NAME", description = "The scenario's directory.")
  private Optional<String> scenario = Optional.empty();

  @Option(
      names = "--schema",
      description =
          "Check nothing; print the JSON schema of scenario.yaml, which editors check it with.")
  private boolean schema;

  ScenarioCheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (schema) {
      terminal.out().print(Catalogue.schema());
      return 0;
    }
    String place =
        scenario.orElseThrow(
            () ->
                new BadInput(
                    "No scenario is given.", List.of(), "Give its directory, or --schema."));
    Catalogue.Entry entry = Catalogue.check(Catalogue.files(place, Path.of("").toAbsolutePath()));
    terminal.out().println(Printable.line(entry.name() + ": well-formed; " + entry.purpose()));
    return 0;
  }
}
