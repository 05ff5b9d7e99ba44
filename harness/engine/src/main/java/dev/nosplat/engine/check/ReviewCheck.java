// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.engine.series.SeriesApplier;
import dev.nosplat.engine.series.input.Choice;
import dev.nosplat.engine.series.input.PatchReader;
import dev.nosplat.engine.source.Git;
import dev.nosplat.record.RunRecord;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one patch under review: how its newest run ended where there is one, and whether
 * it applies. No kernel is built for it.
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
   */
  public record Judged(RunRecord run) implements Standing {}

  /**
   * It applies, and has not been run.
   *
   * @param version of the tree
   */
  public record Applies(String version) implements Standing {}

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
   * @return empty if the mail holds no patch
   */
  public Optional<Standing> of(byte[] mail, String tree) throws InterruptedException {
    Git git = new Git("git", settings.environment());
    PatchSeries series;
    try {
      series =
          PatchReader.beside(tree, settings.directory(), new ByteArrayInputStream(mail), git)
              .read(List.of(Path.of("-")));
    } catch (BadInput none) {
      return Optional.empty();
    }
    Optional<RunRecord> run =
        new StoredVerdicts(settings.home().runs(), git).newest(series.patches().get(0));
    if (run.isPresent()) {
      return Optional.of(new Judged(run.get()));
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
      Settings again =
          new Settings(
              settings.home(),
              settings.environment(),
              settings.directory(),
              new ByteArrayInputStream(mail),
              settings.clock(),
              settings.random());
      PatchCheck.Result result = new PatchCheck(again).check(request, Progress.silent());
      return Optional.of(new Applies(result.tree().version()));
    } catch (BadInput refused) {
      List<Integer> missing = new ArrayList<>(series.facts().numbering().missing());
      int own = series.facts().numbering().seen().stream().findFirst().orElse(0);
      return Optional.of(new Refused(refused, missing.stream().anyMatch(n -> n < own)));
    }
  }
}
