// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.mutation.Mutant;
import dev.nosplat.engine.mutation.Mutants;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Cause;
import dev.nosplat.record.Reach;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Sensitivity;
import dev.nosplat.record.Sensitivity.Planted;
import dev.nosplat.record.Sensitivity.State;
import dev.nosplat.record.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Plants standard faults beside the lines that a series changes and that ran, one at a time, and
 * looks whether the gate that passed the series would have passed them too.
 */
final class PlantedFaults {
  /** Faults tried for each that is wanted: not all compile, and not all of them run. */
  private static final int TRIES = 3;

  private final int wanted;
  private final PatchedSource source;
  private final Judging judging;

  /** Judges one more point of the series, with the base that the gate has. */
  @FunctionalInterface
  interface Judging {
    /** What the gate says of it. */
    Step judge(GatePlan.Change change) throws InterruptedException;
  }

  /**
   * What is planted.
   *
   * @param wanted how many that compile and run
   */
  PlantedFaults(int wanted, PatchedSource source, Judging judging) {
    this.wanted = wanted;
    this.source = source;
    this.judging = judging;
  }

  /**
   * Plants beside the lines of the last step.
   *
   * @param change the whole series
   * @param step what the gate said of it: a pass
   * @param directory where the patches go; made if need be
   */
  Sensitivity plant(GatePlan.Change change, Step step, Path directory, Progress progress)
      throws InterruptedException {
    Optional<Reach> reach = step.runs().stream().flatMap(r -> r.reach().stream()).findFirst();
    if (reach.isEmpty()) {
      return new Sensitivity(List.of());
    }
    Map<String, List<String>> texts = new LinkedHashMap<>();
    for (Reach.ChangedFile file : reach.get().in(Reach.Place.COMPILED)) {
      texts.put(file.path(), source.lines(change.plan(), file.path()));
    }
    List<Planted> planted = new ArrayList<>();
    for (Mutant mutant : Mutants.of(reach.get(), texts)) {
      if (planted.size() >= wanted * TRIES
          || planted.stream().filter(Planted::counts).count() >= wanted) {
        break;
      }
      progress.say("planting a fault that " + mutant.fault().label());
      planted.add(plant(mutant, texts.getOrDefault(mutant.file(), List.of()), change, directory));
    }
    return new Sensitivity(planted);
  }

  private Planted plant(Mutant mutant, List<String> text, GatePlan.Change change, Path directory)
      throws InterruptedException {
    Path file = write(mutant.patch(text), directory);
    List<Path> patches = new ArrayList<>(change.plan().patches());
    patches.add(file);
    CheckPlan plan = change.plan().withPatches(patches);
    Step step =
        judging.judge(
            new GatePlan.Change(change.number() + 1, "planted: " + mutant.fault().label(), plan));
    RunRecord last = step.runs().get(step.runs().size() - 1);
    return new Planted(
        mutant.fault().label(),
        mutant.file(),
        mutant.line(),
        mutant.before().strip(),
        mutant.text(),
        state(step, last),
        step.verdict().reason(),
        Optional.of(last.id()));
  }

  private static State state(Step step, RunRecord run) {
    return switch (step.verdict().outcome()) {
      case BUILD_FAILED -> State.NOT_COMPILED;
      case INFRA_FAILED -> State.NOT_JUDGED;
      case FAIL, BOOT_FAILED -> State.CAUGHT;
      case INCONCLUSIVE ->
          step.verdict().cause() == Cause.PATCH_NOT_RUN ? State.NOT_RUN : State.CAUGHT;
      case PASS -> ran(run) ? State.MISSED : State.NOT_RUN;
    };
  }

  /** The fault is the last of the patches. */
  private static boolean ran(RunRecord run) {
    int patch = run.subject().patches().size();
    return run.reach().filter(reach -> reach.linesOf(patch).ran() > 0).isPresent();
  }

  private static Path write(String patch, Path directory) {
    try {
      Files.createDirectories(directory);
      long there;
      try (var files = Files.list(directory)) {
        there = files.count();
      }
      return Files.writeString(
          directory.resolve(String.format(Locale.ROOT, "%02d.patch", there + 1)), patch);
    } catch (IOException e) {
      throw new UncheckedIOException("writing below " + directory, e);
    }
  }
}
