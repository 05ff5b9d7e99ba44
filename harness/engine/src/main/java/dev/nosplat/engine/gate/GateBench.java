// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.engine.check.BenchPatch;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Measurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Measures what a maintainer waits for at a gate. It asserts nothing. */
public final class GateBench {
  private final Engine engine;

  /** Measures with this engine. */
  public GateBench(Engine engine) {
    this.engine = engine;
  }

  /** The gate of a one-file patch, once the base and its control are remembered. */
  public Measurement run(String tree, Progress progress) throws InterruptedException {
    try {
      Path directory = Files.createTempDirectory("nosplat-gate-bench");
      try {
        gate(tree, directory, progress); // runs base and control, if no earlier gate has
        GateRecord measured = gate(tree, directory, progress);
        return new Measurement(
            "gate of a one-file patch, base and control remembered",
            "s",
            List.of(measured.durationMillis() / 1000.0));
      } finally {
        Trees.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("measuring a gate", e);
    }
  }

  private GateRecord gate(String tree, Path directory, Progress progress)
      throws IOException, InterruptedException {
    String word = engine.nonce();
    Path patch = Files.writeString(directory.resolve(word + ".patch"), BenchPatch.ofSource(word));
    CheckPlan base = CheckPlan.of(tree);
    GatePlan plan =
        new GatePlan(
            base,
            SeriesChanges.of(
                base,
                engine.read(base.withPatches(List.of(patch))),
                false,
                word,
                directory.resolve(word)),
            Repetition.ONCE,
            GatePlan.DEFAULT_BASE_RUNS,
            Optional.of(Control.byDefault()),
            Optional.empty());
    Path memory = engine.settings().home().cache().resolve("known-runs");
    return new Gate(
            new KernelChecker(engine),
            new StoredRuns(memory, p -> engine.runKey(p, progress)),
            splat -> false,
            (p, path) -> engine.lines(p, path, progress),
            engine.settings().clock())
        .run(plan, directory, progress);
  }
}
