// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.kernel.BuildStep;
import dev.nosplat.engine.kernel.BuildTimes;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Measurement;
import dev.nosplat.record.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Measures how soon a changed tree is a bootable kernel, and what the time goes into. */
final class BuildBench {
  private static final int REBUILDS = 3;

  private final Engine engine;

  BuildBench(Engine engine) {
    this.engine = engine;
  }

  /** One build: all of it, and what make says of itself. */
  private record Rebuild(double seconds, BuildTimes times) {
    double of(BuildStep step) {
      return times.of(step).toMillis() / 1000.0;
    }

    double rest() {
      return seconds - Stream.of(BuildStep.values()).mapToDouble(this::of).sum();
    }
  }

  /**
   * Rebuilds after small changes.
   *
   * @param tree one that is built already
   * @param neighbour another tree of the same lineage, to switch to and back from
   */
  List<Measurement> run(String tree, Optional<String> neighbour, Progress progress)
      throws InterruptedException {
    rebuild(tree, BenchPatch.ofSource(engine.nonce()), progress); // brings the directory here
    List<Rebuild> sources = new ArrayList<>();
    List<Rebuild> headers = new ArrayList<>();
    for (int i = 0; i < REBUILDS; i++) {
      sources.add(rebuild(tree, BenchPatch.ofSource(engine.nonce()), progress));
    }
    for (int i = 0; i < REBUILDS; i++) {
      headers.add(rebuild(tree, BenchPatch.ofHeader(engine.nonce()), progress));
    }
    List<Measurement> all = new ArrayList<>(rows("one .c file to a bootable kernel", sources));
    all.addAll(rows("one header with 200 users to a bootable kernel", headers));
    if (neighbour.isPresent()) {
      rebuild(neighbour.get(), BenchPatch.ofSource(engine.nonce()), progress); // and its source
      Rebuild back = rebuild(tree, BenchPatch.ofSource(engine.nonce()), progress);
      Rebuild there = rebuild(neighbour.get(), BenchPatch.ofSource(engine.nonce()), progress);
      all.addAll(
          rows(tree + " to " + neighbour.get() + " and back, each way", List.of(there, back)));
    }
    return all;
  }

  private static List<Measurement> rows(String name, List<Rebuild> rebuilds) {
    List<Measurement> rows = new ArrayList<>();
    rows.add(row(name, rebuilds, Rebuild::seconds));
    for (BuildStep step : BuildStep.values()) {
      rows.add(row("  " + step.text(), rebuilds, r -> r.of(step)));
    }
    rows.add(row("  checkout and container", rebuilds, Rebuild::rest));
    return rows;
  }

  private static Measurement row(
      String name, List<Rebuild> rebuilds, ToDoubleFunction<Rebuild> seconds) {
    return new Measurement(
        name, "s", rebuilds.stream().map(r -> seconds.applyAsDouble(r)).toList());
  }

  private Rebuild rebuild(String tree, String text, Progress progress) throws InterruptedException {
    Settings settings = engine.settings();
    try {
      Path patch = Files.createTempFile("nosplat-bench", ".patch");
      RunDirectory directory =
          RunDirectory.make(settings.home().runs(), settings.clock().instant(), "bench");
      try {
        Files.writeString(patch, text);
        Timeline timeline = new Timeline(settings.clock());
        CheckPlan plan = CheckPlan.of(tree).withPatches(List.of(patch));
        Prepared prepared = engine.prepare(plan, directory, timeline, progress);
        return new Rebuild(Phase.seconds(timeline.phases(), "build"), prepared.kernel().times());
      } finally {
        Files.delete(patch);
        Trees.delete(directory.path());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("measuring a build", e);
    }
  }
}
