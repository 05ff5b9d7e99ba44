// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.Settings;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nosplat campaign}: the parent of its commands. */
@Command(
    name = "campaign",
    synopsisSubcommandLabel = "COMMAND",
    description = "Run every tree with every profile and scenario, none of them twice.",
    footer = {"", "Campaigns are described in nosplat.yaml; docs/campaigns.md shows how."})
final class CampaignCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command and its own ones. */
  static CommandLine line(Terminal terminal, Supplier<Settings> settings) {
    return new CommandLine(new CampaignCommand())
        .addSubcommand(new CampaignPlanCommand(terminal, settings))
        .addSubcommand("run", new CampaignRunCommand(terminal, settings, false))
        .addSubcommand("resume", new CampaignRunCommand(terminal, settings, true))
        .addSubcommand(new CampaignStatusCommand(terminal, settings))
        .addSubcommand(new CampaignCancelCommand(terminal, settings))
        .addSubcommand(new CampaignReportCommand(terminal, settings));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "nosplat campaign needs a command: plan, run, resume, status, cancel or report.");
  }
}
