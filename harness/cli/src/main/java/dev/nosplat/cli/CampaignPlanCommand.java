// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.campaign.Campaign;
import dev.nosplat.engine.campaign.CellResults;
import dev.nosplat.engine.campaign.Estimate;
import dev.nosplat.engine.campaign.History;
import dev.nosplat.engine.campaign.PlannedCell;
import dev.nosplat.engine.campaign.emit.CiMatrix;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.report.Printable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nosplat campaign plan}: what run would do. */
@Command(
    name = "plan",
    description = "Show which cells would be run, in order, and what that costs; run nothing.")
final class CampaignPlanCommand implements Callable<Integer> {
  private static final int USUAL_JOBS = 10;

  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Mixin private CampaignOptions options = new CampaignOptions();

  @Option(
      names = "--json",
      description =
          "Print the cells to be run as one JSON document, for nosplat campaign run --plan.")
  private boolean json;

  @Option(
      names = "--emit",
      paramLabel = "FORGE",
      description =
          "Print a CI file that runs the cells, a job each: github (a workflow) or gitlab (a"
              + " pipeline).")
  private Optional<CiMatrix> emit = Optional.empty();

  @Option(
      names = "--at-once",
      paramLabel = "N",
      description = "With --emit github: how many jobs run at once (default: 10).")
  private Optional<Integer> atOnce = Optional.empty();

  CampaignPlanCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    require();
    Settings given = settings.get();
    CellResults results = CampaignOptions.results(given);
    History history = CampaignOptions.history(given);
    try (Engine engine = Engine.open(given)) {
      Campaign campaign = options.campaign(engine, terminal.progress(given.clock()));
      List<PlannedCell> waiting = campaign.waiting(results, history);
      if (emit.isPresent()) {
        terminal
            .out()
            .print(
                emit.get()
                    .of(
                        campaign.plan(waiting),
                        campaign.matrix().tries(),
                        atOnce.orElse(USUAL_JOBS)));
        return 0;
      }
      if (json) {
        terminal.out().print(campaign.plan(waiting).json());
        return 0;
      }
      for (PlannedCell cell : waiting) {
        boolean built = campaign.built().contains(cell.kernel());
        terminal
            .out()
            .println(
                cell.key() + "  " + (built ? "" : "build, ") + Printable.line(cell.cell().label()));
      }
      Estimate.of(campaign, waiting, history).sentences().forEach(terminal.out()::println);
    }
    return 0;
  }

  private void require() {
    if (json && emit.isPresent()) {
      throw new BadInput(
          "--json and --emit print two documents.", List.of(), "Leave one of them out.");
    }
    if (atOnce.isPresent() && !emit.equals(Optional.of(CiMatrix.GITHUB))) {
      throw new BadInput(
          "Only a workflow of GitHub bounds its jobs itself.",
          List.of("--at-once " + atOnce.get()),
          "Leave --at-once out; GitLab's runners say how many jobs they take (concurrent).");
    }
    if (atOnce.orElse(1) < 1) {
      throw new BadInput("--at-once counts from 1.", List.of(), "Give a positive number.");
    }
  }
}
