// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.campaign.Campaign;
import dev.nosplat.engine.campaign.CellKeys;
import dev.nosplat.engine.campaign.CellResults;
import dev.nosplat.engine.campaign.Coordinators;
import dev.nosplat.engine.campaign.History;
import dev.nosplat.engine.campaign.Planner;
import dev.nosplat.engine.campaign.slurm.Slurm;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.project.Matrix;
import dev.nosplat.engine.project.Project;
import dev.nosplat.engine.project.ProjectFile;
import dev.nosplat.record.CellResult;
import dev.nosplat.record.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Parameters;

/** Which campaign, and what every command does with it first. */
final class CampaignOptions {
  /** So many of the newest runs tell how long cells take; each has to be read whole. */
  private static final int LEARNT_FROM = 100;

  /** What a run is not known to have had. */
  private static final String UNKNOWN = "";

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "The campaign, as nosplat.yaml calls it; may be left out where there is one.")
  private Optional<String> name = Optional.empty();

  /**
   * The file that describes the campaign.
   *
   * @throws BadInput if there is none
   */
  Project project(Settings settings) {
    return ProjectFile.find(settings.directory())
        .orElseThrow(
            () ->
                new BadInput(
                    "There is no " + ProjectFile.NAME + ".",
                    List.of("neither in " + settings.directory() + " nor above it"),
                    "Write one with nosplat init, then describe the campaign in it as"
                        + " docs/campaigns.md shows."));
  }

  Matrix matrix(Project project) {
    return project.campaign(name);
  }

  /** The campaign's cells; nothing is built. */
  Campaign campaign(Engine engine, Progress progress) throws InterruptedException {
    return campaign(engine, Optional.empty(), progress);
  }

  /**
   * The campaign's cells, or those alone that have the tree and the profile of one of them; none if
   * the campaign has no such part.
   */
  Campaign campaign(Engine engine, Optional<CellResult.Cell> near, Progress progress)
      throws InterruptedException {
    Project project = project(engine.settings());
    PlanTree trees = new PlanTree(engine.settings());
    CellKeys keys =
        new CellKeys() {
          @Override
          public Key kernel(CheckPlan plan) throws InterruptedException {
            return engine.kernelKey(plan, progress);
          }

          @Override
          public Key run(CheckPlan plan, Key kernel) {
            return engine.runKey(plan, kernel);
          }

          @Override
          public boolean built(Key kernel) {
            return engine.built(kernel);
          }
        };
    Matrix whole = matrix(project);
    Optional<Matrix> part = near.isPresent() ? near.flatMap(whole::around) : Optional.of(whole);
    return part.isPresent()
        ? new Planner(project, keys, trees::located).plan(part.get())
        : new Campaign(whole, List.of(), Set.of());
  }

  static CellResults results(Settings settings) {
    return new CellResults(settings.home().cache().resolve("cells"));
  }

  String name(Settings settings) {
    return matrix(project(settings)).name();
  }

  Coordinators coordinators(Settings settings) {
    return new Coordinators(directory(settings).resolve(id(settings)));
  }

  /** Where the campaign has its jobs if it runs on Slurm. */
  Slurm.Place slurm(Settings settings) {
    String id = id(settings);
    return new Slurm.Place(id, directory(settings).resolve(id + ".slurm"), settings.environment());
  }

  private static Path directory(Settings settings) {
    return settings.home().cache().resolve("campaigns");
  }

  /** The same for whoever runs this campaign of this file. */
  private String id(Settings settings) {
    String campaign = project(settings).file() + "\n" + name(settings);
    return Digest.of(campaign).hex().substring(0, 16);
  }

  /** What is known here of cells, and of other runs of their scenarios. */
  static History history(Settings settings) {
    KeptRuns runs = new KeptRuns(settings.home().runs());
    List<CellResult> all = new ArrayList<>(results(settings).all());
    runs.directories().stream()
        .limit(LEARNT_FROM)
        .flatMap(directory -> runs.readable(directory).stream())
        .flatMap(
            kept ->
                kept.<Stream<RunRecord>>as(Stream::of, g -> g.base().stream(), s -> Stream.of()))
        .map(run -> CellResult.of(UNKNOWN, unknown(run), run))
        .forEach(all::add);
    return new History(all);
  }

  private static CellResult.Cell unknown(RunRecord run) {
    return new CellResult.Cell(run.subject().tree(), UNKNOWN, run.scenario(), UNKNOWN, 1);
  }
}
