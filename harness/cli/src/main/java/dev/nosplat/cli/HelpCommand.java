// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nosplat help}: the first screen, or what one command does. */
@Command(name = "help", description = "Explain a command.")
final class HelpCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "COMMAND", description = "A command, such as check or cache prune.")
  private List<String> names = List.of();

  HelpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CommandLine command = spec.parent().commandLine();
    for (String name : names) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        throw Misuse.noCommand(command, name);
      }
      command = next;
    }
    terminal
        .out()
        .print(
            names.isEmpty()
                ? Overview.of(command, terminal.columns())
                : command.getUsageMessage(command.getColorScheme()));
    return 0;
  }
}
