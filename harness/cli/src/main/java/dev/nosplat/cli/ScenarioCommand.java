// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nosplat scenario}: what a machine can be put through. */
@Command(
    name = "scenario",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Lists, shows, begins and checks scenarios: directories with a scenario.yaml.")
final class ScenarioCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command and its own ones. */
  static CommandLine line(Terminal terminal) {
    return new CommandLine(new ScenarioCommand())
        .addSubcommand(new ScenarioListCommand(terminal))
        .addSubcommand(new ScenarioShowCommand(terminal))
        .addSubcommand(new ScenarioNewCommand(terminal))
        .addSubcommand(new ScenarioCheckCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "nosplat scenario needs a command: list, show, new or check.");
  }
}
