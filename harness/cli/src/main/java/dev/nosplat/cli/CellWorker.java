// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.campaign.Campaign;
import dev.nosplat.engine.campaign.CellResults;
import dev.nosplat.engine.campaign.PlannedCell;
import dev.nosplat.engine.campaign.ThisHost;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.CampaignPlan;
import dev.nosplat.record.CellResult;
import dev.nosplat.record.UnreadableRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a campaign's worker does on whichever host it is: one cell, once. */
final class CellWorker {
  private final Settings settings;
  private final CampaignOptions options;
  private final Progress progress;
  private final CellResults results;

  CellWorker(Settings settings, CampaignOptions options, Progress progress) {
    this.settings = settings;
    this.options = options;
    this.progress = progress;
    this.results = CampaignOptions.results(settings);
  }

  /**
   * Runs the cell unless it has its verdict, and gives what is known of it then.
   *
   * @param plan a written plan that names it; without one the whole campaign is expanded
   * @param again whether it is to be run although it was given up
   * @throws BadInput if there is no such cell, or it cannot be run as it is described
   */
  CellResult run(String key, Optional<Path> plan, boolean again) throws InterruptedException {
    Optional<CampaignPlan.Entry> entry =
        plan.map(file -> read(file).cell(key).orElseThrow(() -> unknown(key, file.toString())));
    if (again) {
      results.forgetTries(key);
    }
    try (Engine engine = Engine.open(settings)) {
      Campaign campaign = options.campaign(engine, entry.map(CampaignPlan.Entry::cell), progress);
      PlannedCell cell =
          campaign.cells().stream()
              .filter(each -> each.key().equals(key))
              .findFirst()
              .orElseThrow(() -> entry.map(CellWorker::changed).orElse(unknown(key, "campaign")));
      Optional<String> refused =
          new ThisHost(new KernelChecker(engine), 1, progress).runOnce(campaign, cell, results);
      if (refused.isPresent()) {
        throw new BadInput(
            "The cell cannot be run as it is described.",
            List.of(refused.get()),
            "Correct the campaign, or leave this combination out with exclude.");
      }
    } catch (InfraFailed e) {
      // Nothing of the run was reached, but it counts as one: a host that is broken for good
      // must not be given the cell for ever.
      entry.ifPresent(each -> results.keep(lost(each, e)));
      throw e;
    }
    return results
        .latest(key)
        .orElseThrow(() -> new IllegalStateException("a cell that was run has no result"));
  }

  private CellResult lost(CampaignPlan.Entry entry, InfraFailed failure) {
    return CellResult.lost(
        entry.key(),
        entry.cell(),
        failure.what(),
        failure.evidence(),
        failure.advice(),
        settings.clock().instant(),
        "worker-" + ProcessHandle.current().pid(),
        settings.directory().toString());
  }

  private static CampaignPlan read(Path file) {
    try {
      return CampaignPlan.read(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw unreadable(file + " does not exist", e);
    } catch (IOException | UnreadableRecord e) {
      throw unreadable(file + ": " + e.getMessage(), e);
    }
  }

  private static BadInput unreadable(String evidence, Exception cause) {
    return new BadInput(
        "The plan cannot be read.",
        List.of(evidence),
        "Give a file that nosplat campaign plan --json has written.",
        cause);
  }

  private static BadInput unknown(String key, String where) {
    return new BadInput(
        "There is no cell " + key + " in this " + (where.equals("campaign") ? where : "plan") + ".",
        where.equals("campaign") ? List.of() : List.of(where),
        "Take a key from nosplat campaign plan; it changes with everything that goes into a cell.");
  }

  private static BadInput changed(CampaignPlan.Entry entry) {
    return new BadInput(
        "The cell is no longer what it was when the plan was written.",
        List.of("planned as " + entry.key() + ": " + entry.cell().label()),
        "Plan the campaign again; its tree, its scenario, nosplat.yaml or nosplat itself has"
            + " changed, or is another one on this host.");
  }
}
