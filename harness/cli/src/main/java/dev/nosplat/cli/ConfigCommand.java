// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nosplat config}: what a tree makes of a configuration, without building it. */
@Command(
    name = "config",
    synopsisSubcommandLabel = "COMMAND",
    description = "Show and explain the configuration that a check would use.")
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "nosplat config needs a command: show or explain.");
  }
}
