// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.record.GateRecord;
import dev.nosplat.record.GateRecordJson;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.record.UnreadableRecord;
import dev.nosplat.record.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** What a command leaves and every report is made of: a run, a gate, or several scenarios. */
interface Kept {
  /** One of the three, by what it is. */
  <T> T as(
      Function<RunRecord, T> run, Function<GateRecord, T> gate, Function<ScenarioSet, T> scenarios);

  static Kept of(RunRecord run) {
    return new Kept() {
      @Override
      public <T> T as(
          Function<RunRecord, T> ofRun,
          Function<GateRecord, T> ofGate,
          Function<ScenarioSet, T> ofScenarios) {
        return ofRun.apply(run);
      }
    };
  }

  static Kept of(GateRecord gate) {
    return new Kept() {
      @Override
      public <T> T as(
          Function<RunRecord, T> ofRun,
          Function<GateRecord, T> ofGate,
          Function<ScenarioSet, T> ofScenarios) {
        return ofGate.apply(gate);
      }
    };
  }

  static Kept of(ScenarioSet scenarios) {
    return new Kept() {
      @Override
      public <T> T as(
          Function<RunRecord, T> ofRun,
          Function<GateRecord, T> ofGate,
          Function<ScenarioSet, T> ofScenarios) {
        return ofScenarios.apply(scenarios);
      }
    };
  }

  /** Whether a directory holds one. */
  static boolean isIn(Path directory) {
    return holds(directory, RunRecordJson.FILE)
        || holds(directory, GateRecordJson.FILE)
        || holds(directory, ScenarioSet.FILE);
  }

  /**
   * The one in a directory; empty if there is none.
   *
   * @throws IOException if it cannot be read
   * @throws UnreadableRecord if it is none of this version
   */
  static Optional<Kept> load(Path directory) throws IOException {
    if (holds(directory, RunRecordJson.FILE)) {
      return Optional.of(of(RunRecordJson.load(directory)));
    }
    if (holds(directory, GateRecordJson.FILE)) {
      return Optional.of(of(GateRecordJson.load(directory)));
    }
    return holds(directory, ScenarioSet.FILE)
        ? Optional.of(of(ScenarioSet.load(directory)))
        : Optional.empty();
  }

  private static boolean holds(Path directory, String file) {
    return Files.isRegularFile(directory.resolve(file));
  }

  /** The decision. */
  default Verdict verdict() {
    return this.<Verdict>as(RunRecord::verdict, GateRecord::verdict, ScenarioSet::verdict);
  }

  /** The document on one line, without a newline. */
  default String json() {
    return this.<String>as(RunRecordJson::writeLine, GateRecordJson::writeLine, ScenarioSet::line);
  }
}
