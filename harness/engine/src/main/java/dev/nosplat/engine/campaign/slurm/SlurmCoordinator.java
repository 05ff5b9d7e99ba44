// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.slurm;

import dev.nosplat.engine.campaign.Campaign;
import dev.nosplat.engine.campaign.CellResults;
import dev.nosplat.engine.campaign.PlannedCell;
import dev.nosplat.engine.problem.InfraFailed;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One process's part in a campaign on Slurm: looks at the queue and the results, and hands in what
 * is in neither, until every cell has its end. While the controller does not answer it hands in
 * nothing, because what is in the queue is not known then.
 */
final class SlurmCoordinator {
  private final SlurmDirectory directory;
  private final SlurmCommands commands;
  private final Slurm.Submitting how;
  private final SlurmArray.Common common;
  private final Campaign campaign;
  private final CellResults results;
  private final int tries;
  private final EndedTasks ended;
  private final SlurmNews news;
  private boolean begun;

  SlurmCoordinator(
      SlurmDirectory directory,
      SlurmCommands commands,
      Slurm.Submitting how,
      SlurmArray.Common common,
      Campaign campaign,
      CellResults results) {
    this.directory = directory;
    this.commands = commands;
    this.how = how;
    this.common = common;
    this.campaign = campaign;
    this.results = results;
    this.tries = campaign.matrix().tries();
    this.news = new SlurmNews(campaign, results, how.progress());
    this.ended = new EndedTasks(directory, results, how.clock());
  }

  static InfraFailed silent() {
    return new InfraFailed(
        "Slurm's controller does not answer.",
        List.of("scontrol ping and squeue fail"),
        "Try again when it does; jobs that it has are kept.");
  }

  /** Comes back when each cell has its result, is given up, or cannot be run. */
  List<String> run(List<PlannedCell> cells) throws InterruptedException {
    Optional<FileTime> cancelled = directory.cancelled();
    while (true) {
      Optional<List<SlurmTask>> tasks = commands.tasks(directory.names());
      if (!directory.cancelled().equals(cancelled)) {
        throw new InterruptedException("the campaign was cancelled");
      }
      if (tasks.isEmpty()) {
        news.silence();
      } else if (step(cells, tasks.get())) {
        return List.copyOf(ended.refused().values());
      }
      Thread.sleep(how.poll().toMillis());
    }
  }

  /** Whether nothing is left to do. */
  private boolean step(List<PlannedCell> cells, List<SlurmTask> tasks) throws InterruptedException {
    if (!begun) {
      begin(tasks);
    }
    boolean allSeen = true;
    for (SlurmTask task : tasks) {
      allSeen &= !task.alive() && ended.settle(task);
    }
    // Looked at after the queue: a cell that is in neither has left nothing behind.
    CellResults.Listing there = results.listing();
    news.tell(there, Slurm.queued(directory, tasks));
    List<PlannedCell> open =
        cells.stream()
            .filter(each -> !there.done().contains(each.key()))
            .filter(each -> there.tries().getOrDefault(each.key(), 0) < tries)
            .filter(each -> !ended.refused().containsKey(each.key()))
            .toList();
    if (open.isEmpty()) {
      return true;
    }
    // One round after the other: what failed is tried again after the others, as on one host, and
    // the bound on tasks at once holds for all of them.
    if (allSeen) {
      directory.forgetAllBut(tasks);
      submit(open, there);
    }
    return false;
  }

  private void begin(List<SlurmTask> tasks) {
    begun = true;
    CellResults.Listing there = results.listing();
    for (SlurmTask task : tasks) {
      if (task.alive()) {
        directory
            .cell(task)
            .ifPresent(cell -> ended.expect(cell.key(), there.tries().getOrDefault(cell.key(), 0)));
      } else {
        ended.ignore(task);
      }
    }
  }

  private void submit(List<PlannedCell> open, CellResults.Listing there)
      throws InterruptedException {
    Optional<Integer> most = commands.mostTasks();
    if (most.isEmpty()) {
      return; // asked again
    }
    open.forEach(cell -> ended.expect(cell.key(), there.tries().getOrDefault(cell.key(), 0)));
    List<SlurmArray> arrays =
        new SlurmRounds(how.history(), SlurmRounds.built(campaign, there.done()))
            .arrays(open, cell -> ended.nodes(cell.key()), most.get());
    OptionalLong before = OptionalLong.empty();
    for (SlurmArray array : arrays) {
      String plan = array.plan(campaign);
      String name = SlurmArray.name(common, plan);
      Path file = directory.write(name, plan);
      String script = array.script(common, file);
      SlurmCommands.Submission answer =
          commands.submit(array.options(common, name, before), script);
      if (answer.job().isEmpty() && !array.needs().not().isEmpty()) {
        // No other node can take it: the same one once more is better than none.
        SlurmArray anywhere = new SlurmArray(array.cells(), array.needs().anywhere());
        answer = commands.submit(anywhere.options(common, name, before), script);
      }
      if (answer.job().isEmpty()) {
        if (!commands.answers()) {
          return; // perhaps it has the job all the same: the queue will show
        }
        throw new InfraFailed(
            "Slurm does not take the cells.",
            answer.complaints(),
            "Set what the cluster asks for in the environment (SBATCH_PARTITION, SBATCH_ACCOUNT,"
                + " SBATCH_QOS), or give the machine of these cells less; then nosplat campaign"
                + " resume. What Slurm has taken already goes on.");
      }
      before = OptionalLong.of(answer.job().get());
      news.submitted(answer.job().get(), array.cells());
    }
  }
}
