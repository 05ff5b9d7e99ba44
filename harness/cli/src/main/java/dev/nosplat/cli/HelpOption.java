// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code -h}, for every command below the first. */
final class HelpOption {
  private HelpOption() {}

  /** Adds it to the commands below this one, however deep. */
  static void addBelow(CommandLine line) {
    for (CommandLine command : line.getSubcommands().values()) {
      if (command.getCommandSpec().findOption("--help") == null) {
        command
            .getCommandSpec()
            .addOption(
                OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help and exit.")
                    .build());
      }
      addBelow(command);
    }
  }
}
