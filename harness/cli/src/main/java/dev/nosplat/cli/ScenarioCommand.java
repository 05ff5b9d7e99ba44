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
    synopsisSubcommandLabel = "COMMAND",
    description = "List, show, begin and check scenarios: what a machine goes through.")
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
