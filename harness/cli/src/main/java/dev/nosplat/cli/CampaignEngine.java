// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.campaign.Backend;
import dev.nosplat.engine.campaign.History;
import dev.nosplat.engine.campaign.ThisHost;
import dev.nosplat.engine.campaign.slurm.Slurm;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where a campaign's cells run, and how many at once. */
final class CampaignEngine {
  /** A cell takes half a minute at least; the controller answers many others too. */
  private static final Duration POLL = Duration.ofSeconds(5);

  private static final int USUAL_TASKS = 10;

  /** Engines by their names on the command line. */
  enum Kind {
    HOST,
    SLURM
  }

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description =
          "Where the cells run: host (this one; the default) or slurm (array jobs; docs/campaigns.md"
              + " says what the nodes must have).")
  private Kind kind = Kind.HOST;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      description =
          "How many cells run at once (default: half as many as this host has processors; with"
              + " slurm 10). More machines than fit on a host wait for each other.")
  private Optional<Integer> atOnce = Optional.empty();

  @Option(
      names = "--constraint",
      paramLabel = "FEATURES",
      description =
          "With --engine slurm: run only on nodes with these features, as sbatch takes them; for"
              + " example kvm.")
  private Optional<String> constraint = Optional.empty();

  /**
   * Looks whether one cell may be run with these options: a worker runs where it is.
   *
   * @throws BadInput if not
   */
  void requireHere() {
    if (kind != Kind.HOST || atOnce.isPresent()) {
      throw new BadInput(
          "--cell runs here, one cell alone.",
          List.of(),
          "Leave --engine and --at-once out, or --cell.");
    }
  }

  /**
   * Looks whether the options fit each other, before any work.
   *
   * @throws BadInput if not
   */
  void require() {
    if (atOnce.orElse(1) < 1) {
      throw new BadInput("--at-once counts from 1.", List.of(), "Give a positive number.");
    }
    if (constraint.isPresent() && kind != Kind.SLURM) {
      throw new BadInput(
          "--constraint is about nodes of a cluster.", List.of(), "Add --engine slurm.");
    }
  }

  Backend backend(Engine engine, CampaignOptions options, History history, Progress progress) {
    return switch (kind) {
      case HOST ->
          new ThisHost(
              new KernelChecker(engine),
              atOnce.orElse(Math.max(1, Runtime.getRuntime().availableProcessors() / 2)),
              progress);
      case SLURM ->
          new Slurm(
              options.slurm(engine.settings()),
              new Slurm.Submitting(
                  worker(options.name(engine.settings())),
                  engine.settings().directory(),
                  atOnce.orElse(USUAL_TASKS),
                  constraint,
                  history,
                  POLL,
                  engine.settings().clock(),
                  progress));
    };
  }

  /** This very program on another host, without a terminal. */
  private static List<String> worker(String campaign) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-XX:+UseSerialGC");
    Stream.of("in", "out", "err").forEach(s -> words.add("-Dnosplat.terminal." + s + "=false"));
    words.add("-cp");
    words.add(
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
    words.addAll(List.of(Main.class.getName(), "campaign", "run", campaign));
    return words;
  }
}
