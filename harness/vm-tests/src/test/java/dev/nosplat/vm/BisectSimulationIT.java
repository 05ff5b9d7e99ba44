// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.bisect.search.SimulationTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The long form of the bisection's simulation, 42,000 histories: it writes the table of
 * docs/bisect.md to {@code target/bisect-simulation.md}, where a person takes it from.
 */
@Tag("bench")
class BisectSimulationIT {
  private static final int HISTORIES = 1000;
  private static final int BESIDE_GIT = 60;
  private static final int BESIDE_GIT_WHEN_FLAKY = 10;

  /** The two ends, which git takes on trust. */
  private static final int ENDS = 2;

  @TempDir Path scratch;

  @Test
  void measuresEveryKindOfHistoryBesideGitsOwnBisection() throws Exception {
    List<SimulationTable.Line> lines = new ArrayList<>();
    for (SimulationTable.Kind kind : SimulationTable.KINDS) {
      int beside = kind.rate() == 1 ? BESIDE_GIT : BESIDE_GIT_WHEN_FLAKY;
      lines.add(SimulationTable.measure(kind, HISTORIES, beside, scratch));
    }
    Files.writeString(Path.of("target/bisect-simulation.md"), SimulationTable.markdown(lines));
    int wrong = lines.stream().mapToInt(line -> line.wrong() + line.stopped()).sum();
    assertThat(wrong).isLessThanOrEqualTo(lines.size() * HISTORIES / 100);
    assertThat(lines)
        .filteredOn(line -> line.kind().rate() == 1 && line.kind().testable())
        .allSatisfy(line -> assertThat(line.most()).isEqualTo(ENDS));
  }
}
