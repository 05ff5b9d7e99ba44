// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Measurement;
import dev.nosplat.record.Phase;
import dev.nosplat.record.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures what a user waits for. It asserts nothing: machines are noisy, and readers are not. */
public final class Bench {
  private final Settings settings;

  /** Measures with this process's settings. */
  public Bench(Settings settings) {
    this.settings = settings;
  }

  /**
   * Runs everything on one tree.
   *
   * @param neighbour another tree of the same line, to measure the switch between both
   * @param cold whether the kernel is also built from nothing, in a cache of its own that is
   *     removed afterwards
   */
  public List<Measurement> run(
      String tree, Optional<String> neighbour, boolean cold, Progress progress)
      throws InterruptedException {
    List<Measurement> all = new ArrayList<>();
    if (cold) {
      all.add(coldBuild(tree, progress));
    }
    Engine engine = Engine.open(settings);
    KernelChecker checker = new KernelChecker(engine);
    RunRecord warm = checker.check(CheckPlan.of(tree), progress); // fills every cache
    RunRecord again = checker.check(CheckPlan.of(tree), progress);
    RunRecord patched = patched(checker, engine, tree, progress);
    all.add(one("one-file patch to verdict, warm caches", patched.durationMillis() / 1000.0));
    all.add(
        one(
            "second identical check: start to QEMU",
            seconds(again, "source") + seconds(again, "build") + seconds(again, "guest")));
    all.addAll(new BuildBench(engine).run(tree, neighbour, progress));
    all.addAll(new MachineBench(engine, CheckPlan.of(tree)).run(progress));
    all.add(
        new Measurement(
            "tasks churned", "tasks/s", List.of(rate(warm), rate(again), rate(patched))));
    return all;
  }

  private Measurement coldBuild(String tree, Progress progress) throws InterruptedException {
    Path directory = settings.home().cache().resolve("bench");
    try {
      Trees.delete(directory);
      Home home = new Home(directory.resolve("cache"), directory.resolve("runs"));
      Settings fresh =
          new Settings(
              home,
              settings.environment(),
              settings.directory(),
              settings.stdin(),
              settings.clock(),
              settings.random());
      RunRecord record = new KernelChecker(Engine.open(fresh)).check(CheckPlan.of(tree), progress);
      return one("cold kernel build, no ccache", seconds(record, "build"));
    } catch (IOException e) {
      throw new UncheckedIOException("using " + directory, e);
    } finally {
      remove(directory);
    }
  }

  private RunRecord patched(KernelChecker checker, Engine engine, String tree, Progress progress)
      throws InterruptedException {
    try {
      Path patch = Files.createTempFile("nosplat-bench", ".patch");
      try {
        Files.writeString(patch, BenchPatch.ofSource(engine.nonce()));
        return checker.check(CheckPlan.of(tree).withPatches(List.of(patch)), progress);
      } finally {
        Files.delete(patch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing the patch to measure with", e);
    }
  }

  private static void remove(Path directory) {
    try {
      Trees.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + directory, e);
    }
  }

  private static Measurement one(String name, double seconds) {
    return new Measurement(name, "s", List.of(seconds));
  }

  private static double seconds(RunRecord record, String phase) {
    return Phase.seconds(record.timeline(), phase);
  }

  /** Tasks a second; 0 where the workload counted none. */
  private static double rate(RunRecord record) {
    long millis = record.counts().getOrDefault("churnMillis", 0L);
    return millis == 0 ? 0 : record.counts().getOrDefault("tasks", 0L) * 1000.0 / millis;
  }
}
