// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.campaign.slurm.Slurm;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.record.CampaignRecord;
import dev.nosplat.report.CampaignText;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nosplat campaign status}: how far it has come. */
@Command(
    name = "status",
    description = "Show how far a campaign has come, whoever runs it.",
    footer = {"", "The exit code is 0 however the cells ended; that of run tells."})
final class CampaignStatusCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Mixin private CampaignOptions options = new CampaignOptions();

  @Option(names = "--json", description = "Print the campaign record as one JSON document.")
  private boolean json;

  CampaignStatusCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings given = settings.get();
    try (Engine engine = Engine.open(given)) {
      CampaignRecord record =
          options
              .campaign(engine, terminal.progress(given.clock()))
              .record(CampaignOptions.results(given), given.clock().instant());
      terminal
          .out()
          .print(
              json
                  ? record.json()
                  : new CampaignText(terminal.colours(), terminal.columns()).of(record));
    }
    Slurm.Place slurm = options.slurm(given);
    if (Slurm.wasUsed(slurm)) {
      terminal.err().println(queue(slurm));
    }
    return 0;
  }

  private static String queue(Slurm.Place slurm) throws InterruptedException {
    try {
      Optional<Slurm.Queued> queued = Slurm.queued(slurm);
      return queued.isPresent()
          ? queued.get().sentence().orElse("Slurm: nothing of this campaign")
          : "Slurm: the controller does not answer";
    } catch (InfraFailed e) {
      return "Slurm: " + e.what(); // the store has told what there is to tell
    }
  }
}
