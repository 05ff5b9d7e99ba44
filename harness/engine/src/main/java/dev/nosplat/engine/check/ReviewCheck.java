// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.series.Patch;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.series.SeriesApplier;
import dev.nosplat.engine.series.input.Choice;
import dev.nosplat.engine.series.input.PatchReader;
import dev.nosplat.engine.source.Git;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.RunRecord;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one patch under review: how its newest run ended, from the runs that are kept or
 * else from a quick one, and whether it applies.
 */
public final class ReviewCheck {
  private final Settings settings;

  /** A check with these settings. */
  public ReviewCheck(Settings settings) {
    this.settings = settings;
  }

  /** How a patch stands. */
  public sealed interface Standing {}

  /**
   * A run judged it.
   *
   * @param run the newest one
   * @param gate the newest gate of a series with it, where there is one
   */
  public record Judged(RunRecord run, Optional<GateRecord> gate) implements Standing {}

  /**
   * It applies, and has not been run.
   *
   * @param version of the tree
   * @param why it was not
   * @param trouble what a run needs and did not find
   */
  public record Applies(String version, QuickRun.Reason why, Optional<Problem> trouble)
      implements Standing {}

  /** Runs a plan where that is wanted. */
  @FunctionalInterface
  public interface Runner {
    /** Runs the plan of the patch that is {@code -} of these settings. */
    QuickRun.Result run(Settings settings, CheckPlan plan) throws InterruptedException;
  }

  /** Runs nothing. */
  public static final Runner NOTHING =
      (settings, plan) -> new QuickRun.Missing(QuickRun.Reason.NOT_ASKED);

  /**
   * It does not apply.
   *
   * @param problem why
   * @param later whether patches before it are not applied, which may be the reason
   */
  public record Refused(BadInput problem, boolean later) implements Standing {}

  /**
   * The standing of a mail's patch.
   *
   * @param mail the mail, as b4 gives it
   * @param tree the tree specification
   * @param runner runs the patch where no run of it is kept
   * @return empty if the mail holds no patch
   */
  public Optional<Standing> of(byte[] mail, String tree, Runner runner)
      throws InterruptedException {
    Git git = new Git("git", settings.environment());
    PatchSeries series;
    try {
      series =
          PatchReader.beside(tree, settings.directory(), new ByteArrayInputStream(mail), git)
              .read(List.of(Path.of("-")));
    } catch (BadInput none) {
      return Optional.empty();
    }
    StoredVerdicts stored = new StoredVerdicts(settings.home().runs(), git);
    Patch patch = series.patches().get(0);
    Optional<RunRecord> kept = stored.newest(patch);
    if (kept.isPresent()) {
      return Optional.of(new Judged(kept.get(), stored.gate(patch)));
    }
    try {
      PatchCheck.Request request =
          new PatchCheck.Request(
              tree,
              false,
              List.of(Path.of("-")),
              Choice.NEWEST,
              SeriesApplier.Options.STRICT,
              false);
      PatchCheck.Result applied = new PatchCheck(reading(mail)).check(request, Progress.silent());
      return Optional.of(run(mail, tree, runner, applied.tree().version()));
    } catch (BadInput refused) {
      List<Integer> missing = new ArrayList<>(series.facts().numbering().missing());
      int own = series.facts().numbering().seen().stream().findFirst().orElse(0);
      return Optional.of(new Refused(refused, missing.stream().anyMatch(n -> n < own)));
    }
  }

  private Settings reading(byte[] mail) {
    return new Settings(
            settings.home(),
            settings.environment(),
            settings.directory(),
            new ByteArrayInputStream(mail),
            settings.clock(),
            settings.random())
        .readingPatches();
  }

  private Standing run(byte[] mail, String tree, Runner runner, String version)
      throws InterruptedException {
    CheckPlan plan = CheckPlan.of(tree).withPatches(List.of(Path.of("-")));
    try {
      QuickRun.Result result = runner.run(reading(mail), plan);
      return result instanceof QuickRun.Ended ended
          ? new Judged(ended.run(), Optional.empty())
          : new Applies(version, ((QuickRun.Missing) result).reason(), Optional.empty());
    } catch (Problem problem) {
      return new Applies(version, QuickRun.Reason.UNABLE, Optional.of(problem));
    }
  }
}
