// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.campaign.Campaign;
import dev.nosplat.engine.campaign.CellResults;
import dev.nosplat.engine.campaign.Coordinators;
import dev.nosplat.engine.campaign.Estimate;
import dev.nosplat.engine.campaign.History;
import dev.nosplat.engine.campaign.PlannedCell;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.CampaignRecord;
import dev.nosplat.record.CellResult;
import dev.nosplat.report.CampaignText;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code nosplat campaign run} and {@code resume}: the same, but that the second one tries cells
 * again that were given up.
 */
@Command(
    name = "run",
    description = "Run the cells that have no verdict yet, and show the result.",
    footer = {
      "",
      "It may be stopped or killed at any time, and begun again or beside another one: a cell that"
          + " has a verdict is not run again. resume does the same, and tries cells again that ended"
          + " INFRA_FAILED as often as the campaign allows.",
      "",
      "With --engine slurm it hands the cells in and waits. If it is stopped or killed, the jobs go"
          + " on; run, resume and status find them again from any host, and cancel ends them.",
      "",
      "The exit code is that of the worst cell. With --cell it is that of the one cell, which is"
          + " begun once at most: whoever runs workers decides where INFRA_FAILED is tried again."
    })
final class CampaignRunCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Settings> settings;
  private final boolean again;

  @Mixin private CampaignOptions options = new CampaignOptions();

  @Mixin private CampaignEngine place = new CampaignEngine();

  @Option(
      names = "--cell",
      paramLabel = "KEY",
      description = "Run this cell alone, once, and show what became of it.")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description =
          "With --cell: a file of nosplat campaign plan --json that holds it, so that the rest of"
              + " the campaign is not looked at.")
  private Optional<Path> plan = Optional.empty();

  @Option(
      names = "--json",
      description = "Print the campaign record, or the cell's result, as JSON.")
  private boolean json;

  CampaignRunCommand(Terminal terminal, Supplier<Settings> settings, boolean again) {
    this.terminal = terminal;
    this.settings = settings;
    this.again = again;
  }

  @Override
  public Integer call() throws InterruptedException {
    place.require();
    if (key.isPresent()) {
      place.requireHere();
      return runCell(key.get());
    }
    if (plan.isPresent()) {
      throw new BadInput("--plan needs --cell.", List.of(), "Name the cell to run with --cell.");
    }
    Settings given = settings.get();
    CellResults results = CampaignOptions.results(given);
    History history = CampaignOptions.history(given);
    Progress progress = terminal.progress(given.clock());
    List<String> refused;
    CampaignRecord record;
    try (Engine engine = Engine.open(given);
        Coordinators.Entered entered =
            options.coordinators(given).enter(ProcessHandle.current().pid())) {
      Campaign campaign = options.campaign(engine, progress);
      if (again) {
        campaign.cells().forEach(cell -> results.forgetTries(cell.key()));
      }
      List<PlannedCell> waiting = campaign.waiting(results, history);
      Estimate.of(campaign, waiting, history).sentences().forEach(progress::say);
      refused = place.backend(engine, options, history, progress).run(campaign, waiting, results);
      record = campaign.record(results, given.clock().instant());
    }
    terminal
        .out()
        .print(
            json
                ? record.json()
                : new CampaignText(terminal.colours(), terminal.columns()).of(record));
    if (!refused.isEmpty()) {
      throw new BadInput(
          refused.size() + " cells cannot be run as they are described.",
          refused,
          "Correct the campaign, or leave these combinations out with exclude.");
    }
    return record.outcome().exitCode();
  }

  private int runCell(String cell) throws InterruptedException {
    Settings given = settings.get();
    CellWorker worker = new CellWorker(given, options, terminal.progress(given.clock()));
    CellResult result = worker.run(cell, plan, again);
    terminal
        .out()
        .print(
            json
                ? result.json() + "\n"
                : new CampaignText(terminal.colours(), terminal.columns()).of(result));
    return result.verdict().outcome().exitCode();
  }
}
