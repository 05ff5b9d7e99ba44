// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.slurm;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.campaign.Backend;
import dev.nosplat.engine.campaign.Campaign;
import dev.nosplat.engine.campaign.CellResults;
import dev.nosplat.engine.campaign.History;
import dev.nosplat.engine.campaign.PlannedCell;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.CampaignPlan;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs cells as array jobs of Slurm, a worker each. Whoever hands them in may end at any time, by
 * SIGKILL too: the jobs go on, and the next one finds them by their names, and their cells in the
 * plans that lie in the store.
 */
public final class Slurm implements Backend {
  private final Place place;
  private final SlurmDirectory directory;
  private final SlurmCommands commands;

  /**
   * Where a campaign has its jobs.
   *
   * @param id letters and digits that stand for the campaign and no other one
   * @param directory a directory of the campaign's own that all nodes see at the same place
   * @param environment that of this process
   */
  public record Place(String id, Path directory, Map<String, String> environment) {
    public Place {
      environment = Map.copyOf(environment);
    }

    String prefix() {
      return "nosplat:" + id + ":";
    }
  }

  /**
   * How jobs are handed in.
   *
   * @param worker the command that runs one cell, but for {@code --plan} and {@code --cell}
   * @param project the directory that a worker runs in, on every node the same
   * @param atOnce how many cells run at once
   * @param constraint features that a node must have, as sbatch takes them
   * @param history how long cells take
   * @param poll how often Slurm is asked
   * @param clock the time
   * @param progress is told what becomes of cells
   */
  public record Submitting(
      List<String> worker,
      Path project,
      int atOnce,
      Optional<String> constraint,
      History history,
      Duration poll,
      Clock clock,
      Progress progress) {
    public Submitting {
      worker = List.copyOf(worker);
    }
  }

  private final Submitting how;

  /** A backend. */
  public Slurm(Place place, Submitting how) {
    this.place = place;
    this.how = how;
    this.directory = new SlurmDirectory(place.directory());
    this.commands = new SlurmCommands(place.environment());
  }

  /**
   * The same as for every backend, but that what is in Slurm stays there when this is interrupted.
   * Another process that does this for the same campaign is waited for.
   */
  @Override
  public List<String> run(Campaign campaign, List<PlannedCell> cells, CellResults results)
      throws InterruptedException {
    SlurmArray.Common common =
        new SlurmArray.Common(
            place.prefix(),
            directory.path(),
            how.project(),
            how.worker(),
            how.atOnce(),
            how.constraint());
    Runnable told =
        () ->
            how.progress()
                .say("another process hands this campaign to Slurm; waiting until it ends");
    try (FileLock alone = directory.alone(told)) {
      return new SlurmCoordinator(directory, commands, how, common, campaign, results).run(cells);
    }
  }

  /**
   * What of a campaign is in Slurm.
   *
   * @param running the keys of cells that a worker is at
   * @param waiting how many tasks wait
   * @param reasons why they wait, in Slurm's words
   * @param nodes where they run
   */
  public record Queued(Set<String> running, long waiting, Set<String> reasons, Set<String> nodes) {
    public Queued {
      running = Set.copyOf(running);
      reasons = Set.copyOf(reasons);
      nodes = Set.copyOf(nodes);
    }

    /** One line for people; empty if nothing is there. */
    public Optional<String> sentence() {
      if (running.isEmpty() && waiting == 0) {
        return Optional.empty();
      }
      String where = nodes.isEmpty() ? "" : " on " + sorted(nodes);
      String why = waiting == 0 || reasons.isEmpty() ? "" : " (" + sorted(reasons) + ")";
      return Optional.of(
          "Slurm: %d running%s, %d waiting%s".formatted(running.size(), where, waiting, why));
    }

    private static String sorted(Collection<String> words) {
      return words.stream().sorted().collect(Collectors.joining(", "));
    }
  }

  /** What of this campaign is in Slurm; empty if the controller does not answer. */
  public static Optional<Queued> queued(Place place) throws InterruptedException {
    SlurmDirectory directory = new SlurmDirectory(place.directory());
    return new SlurmCommands(place.environment())
        .tasks(directory.names())
        .map(tasks -> queued(directory, tasks));
  }

  static Queued queued(SlurmDirectory directory, List<SlurmTask> tasks) {
    List<SlurmTask> running = tasks.stream().filter(SlurmTask::running).toList();
    List<SlurmTask> waiting =
        tasks.stream().filter(each -> each.alive() && !each.running()).toList();
    return new Queued(
        running.stream()
            .flatMap(each -> directory.cell(each).stream())
            .map(CampaignPlan.Entry::key)
            .collect(Collectors.toSet()),
        waiting.size(),
        waiting.stream().map(SlurmTask::reason).collect(Collectors.toSet()),
        running.stream().map(SlurmTask::node).collect(Collectors.toSet()));
  }

  /** Whether cells of this campaign were ever handed to Slurm. */
  public static boolean wasUsed(Place place) {
    return !new SlurmDirectory(place.directory()).names().isEmpty();
  }

  /**
   * Ends all jobs of this campaign, and whoever would hand in more.
   *
   * @return how many tasks waited or ran
   * @throws dev.nosplat.engine.problem.InfraFailed if Slurm does not do it
   */
  public static int cancel(Place place, Clock clock) throws InterruptedException {
    SlurmDirectory directory = new SlurmDirectory(place.directory());
    SlurmCommands commands = new SlurmCommands(place.environment());
    directory.cancel(clock.instant());
    List<SlurmTask> alive =
        commands.tasks(directory.names()).orElseThrow(SlurmCoordinator::silent).stream()
            .filter(SlurmTask::alive)
            .toList();
    if (!alive.isEmpty()) {
      commands.cancel(alive.stream().map(SlurmTask::job).collect(Collectors.toSet()));
    }
    return alive.size();
  }
}
