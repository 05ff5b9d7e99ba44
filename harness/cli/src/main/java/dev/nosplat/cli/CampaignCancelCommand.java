// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.Settings;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nosplat campaign cancel}: stops whoever runs it on this host. */
@Command(
    name = "cancel",
    description = "Stop the processes of this host that run a campaign.",
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
  public Integer call() {
    int asked = options.coordinators(settings.get()).stop();
    terminal
        .out()
        .println(
            asked == 0
                ? "nothing on this host runs this campaign"
                : asked + (asked == 1 ? " process was" : " processes were") + " asked to stop");
    return 0;
  }
}
