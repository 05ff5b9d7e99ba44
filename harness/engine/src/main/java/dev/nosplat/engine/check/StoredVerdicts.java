// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.Patch;
import dev.nosplat.engine.series.input.PatchReader;
import dev.nosplat.engine.series.text.UnifiedDiff;
import dev.nosplat.engine.source.Git;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.GateRecordJson;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.Step;
import dev.nosplat.record.UnreadableRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The runs that are kept on this machine, asked for one patch. It never runs anything. */
final class StoredVerdicts {
  /** As many of the newest runs are looked at: somebody waits for the answer. */
  private static final int MOST = 500;

  private final Path runs;
  private final Git git;

  StoredVerdicts(Path runs, Git git) {
    this.runs = runs;
    this.git = git;
  }

  /**
   * The newest run of a series with this patch, whatever it was applied to. One that failed by the
   * machine it ran on says nothing of the patch.
   */
  Optional<RunRecord> newest(Patch patch) throws InterruptedException {
    String wanted = identity(patch);
    for (Path directory : wanted.isEmpty() ? List.<Path>of() : newestFirst()) {
      Optional<RunRecord> run = record(directory, patch.subject());
      if (run.isPresent() && holds(directory, wanted)) {
        return run;
      }
    }
    return Optional.empty();
  }

  /** The newest gate of a series with this patch. */
  Optional<GateRecord> gate(Patch patch) throws InterruptedException {
    String wanted = identity(patch);
    for (Path directory : wanted.isEmpty() ? List.<Path>of() : newestFirst()) {
      Optional<GateRecord> gate = gate(directory);
      if (gate.isPresent() && holds(gate.get(), patch.subject(), wanted)) {
        return gate;
      }
    }
    return Optional.empty();
  }

  private boolean holds(GateRecord gate, String subject, String wanted)
      throws InterruptedException {
    for (Step step : gate.steps()) {
      for (RunRecord run : step.runs()) {
        if (run.subject().patches().contains(subject)) {
          return holds(run.directory(), wanted); // all of a gate are of one series
        }
      }
    }
    return false;
  }

  private static Optional<GateRecord> gate(Path directory) {
    if (!Files.isRegularFile(directory.resolve(GateRecordJson.FILE))) {
      return Optional.empty();
    }
    try {
      return Optional.of(GateRecordJson.load(directory));
    } catch (IOException | UnreadableRecord e) {
      return Optional.empty();
    }
  }

  private boolean holds(Path directory, String wanted) throws InterruptedException {
    try {
      return new PatchReader(InputStream.nullInputStream(), git, Optional.empty())
          .read(List.of(directory.resolve(RunDirectory.SERIES))).patches().stream()
              .anyMatch(patch -> identity(patch).equals(wanted));
    } catch (BadInput gone) {
      return false; // Its series was deleted, or never written.
    }
  }

  private static String identity(Patch patch) {
    return UnifiedDiff.identity(patch.diff(), patch.strip());
  }

  private List<Path> newestFirst() {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(runs)) {
      // A run's name begins with its time.
      return entries
          .sorted(Comparator.comparing((Path p) -> String.valueOf(p.getFileName())).reversed())
          .limit(MOST)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<RunRecord> record(Path directory, String subject) {
    Path file = directory.resolve(RunRecordJson.FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(RunRecordJson.load(directory))
          .filter(run -> run.subject().patches().contains(subject))
          .filter(run -> run.verdict().outcome() != Outcome.INFRA_FAILED);
    } catch (IOException | UnreadableRecord e) {
      return Optional.empty(); // A run of another version of nosplat, or one that is being written.
    }
  }
}
