// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.campaign.slurm.Slurm;
import dev.nosplat.engine.check.Settings;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nosplat campaign cancel}: stops whoever runs it on this host or on Slurm. */
@Command(
    name = "cancel",
    description = "Stop the processes of this host, and the jobs of Slurm, that run a campaign.",
    footer = {"", "What is done stays done; nosplat campaign run goes on from there."})
final class CampaignCancelCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Mixin private CampaignOptions options = new CampaignOptions();

  CampaignCancelCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings given = settings.get();
    // First those that would hand in more.
    int asked = options.coordinators(given).stop();
    terminal
        .out()
        .println(
            asked == 0
                ? "nothing on this host runs this campaign"
                : asked + (asked == 1 ? " process was" : " processes were") + " asked to stop");
    Slurm.Place slurm = options.slurm(given);
    if (Slurm.wasUsed(slurm)) {
      int tasks = Slurm.cancel(slurm, given.clock());
      terminal
          .out()
          .println(
              tasks == 0
                  ? "nothing in Slurm runs this campaign"
                  : "Slurm was asked to end " + tasks + (tasks == 1 ? " task" : " tasks"));
    }
    return 0;
  }
}
