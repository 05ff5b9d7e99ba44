// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.gate.Control;
import dev.nosplat.engine.gate.Gate;
import dev.nosplat.engine.gate.GatePlan;
import dev.nosplat.engine.gate.Repetition;
import dev.nosplat.engine.gate.SeriesChanges;
import dev.nosplat.engine.gate.StoredRuns;
import dev.nosplat.engine.progress.LineProgress;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.GateRecordJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Gates on real trees, as {@code ./nosplat gate} runs them. */
final class Gates {
  private static final Pattern HUNK = Pattern.compile("@@ -(\\S+) \\+(\\S+) @@(.*)");

  private final Path memory;
  private final Path directory;

  /**
   * Gates that remember each other's bases.
   *
   * @param memory where they remember them
   * @param directory where their records go
   */
  Gates(Path memory, Path directory) {
    this.memory = memory;
    this.directory = directory;
  }

  /** What the next gate is asked to do beside judging a series once. */
  record Options(
      boolean eachCommit,
      Repetition repetition,
      int baseRuns,
      boolean control,
      Optional<String> waiver,
      int sensitivity) {
    static final Options PLAIN =
        new Options(false, Repetition.ONCE, GatePlan.DEFAULT_BASE_RUNS, false, Optional.empty(), 0);

    Options forEachCommit() {
      return new Options(true, repetition, baseRuns, control, waiver, sensitivity);
    }

    Options times(int runs, int mostBaseRuns) {
      return new Options(
          eachCommit, Repetition.times(runs), mostBaseRuns, control, waiver, sensitivity);
    }

    Options withControl() {
      return new Options(eachCommit, repetition, baseRuns, true, waiver, sensitivity);
    }

    Options waiving(String reason) {
      return new Options(
          eachCommit, repetition, baseRuns, control, Optional.of(reason), sensitivity);
    }

    Options planting(int faults) {
      return new Options(eachCommit, repetition, baseRuns, control, waiver, faults);
    }
  }

  /** Runs one, and leaves {@code gate.json} in its directory. */
  GateRecord run(CheckPlan base, List<Path> series, Options options) throws Exception {
    Settings settings = Settings.ofProcess();
    Progress progress = new LineProgress(System.err::println, InstantSource.system());
    try (Engine engine = Engine.open(settings)) {
      Path own = directory.resolve("gate-" + engine.nonce());
      GatePlan plan =
          new GatePlan(
              base,
              SeriesChanges.of(
                  base,
                  engine.read(base.withPatches(series)),
                  options.eachCommit(),
                  String.valueOf(own.getFileName()),
                  own.resolve("series")),
              options.repetition(),
              options.baseRuns(),
              options.control() ? Optional.of(Control.byDefault()) : Optional.empty(),
              options.waiver(),
              options.sensitivity());
      GateRecord record =
          new Gate(
                  new KernelChecker(engine),
                  new StoredRuns(memory, p -> engine.runKey(p, progress)),
                  splat -> false,
                  (p, path) -> engine.lines(p, path, progress),
                  settings.clock())
              .run(plan, own, progress);
      GateRecordJson.save(record);
      return record;
    }
  }

  /** The text of the default control's patch. */
  static String control() {
    return new String(
        PackedResources.read("patches/controls/" + Control.byDefault().name() + ".patch"),
        StandardCharsets.UTF_8);
  }

  /** The patch that takes back what this one does. */
  static String reversed(String patch) {
    List<String> lines = new ArrayList<>();
    for (String line : patch.substring(patch.indexOf("\ndiff --git ") + 1).lines().toList()) {
      Matcher hunk = HUNK.matcher(line);
      if (hunk.matches()) {
        lines.add("@@ -" + hunk.group(2) + " +" + hunk.group(1) + " @@" + hunk.group(3));
      } else if (line.startsWith("+") && !line.startsWith("+++")) {
        lines.add("-" + line.substring(1));
      } else if (line.startsWith("-") && !line.startsWith("---")) {
        lines.add("+" + line.substring(1));
      } else if (!line.startsWith("index ")) {
        lines.add(line);
      }
    }
    return lines.stream()
        .collect(Collectors.joining("\n", "Subject: [PATCH] srcu: Take it back\n\n---\n", "\n"));
  }

  static Path written(Path directory, String name, String patch) throws Exception {
    return Files.writeString(directory.resolve(name), patch);
  }

  static Path resource(String name) {
    return Path.of("src/test/resources/gate", name).toAbsolutePath();
  }
}
