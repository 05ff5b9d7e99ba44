// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.record.GateRecord;
import dev.nosplat.record.RunFiles;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.report.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a run keeps of how the patches that it applied differ from those that came. */
final class RangeDiffText {
  static final String DESCRIPTION = "Show how what was applied differs from what came.";

  private static final String SAME = "the patches were applied as they came\n";

  private RangeDiffText() {}

  /** What {@code git range-diff} said; nothing where it saw no difference. */
  static String of(String difference) {
    return difference.isEmpty() ? SAME : Printable.block(difference);
  }

  static String of(RunRecord run) {
    Optional<Path> file = RunFiles.of(run).artifact("range-diff");
    try {
      return of(file.isPresent() ? Files.readString(file.get()) : "");
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file.get(), e);
    }
  }

  /** That of what a command left; several scenarios are of one series. */
  static String of(Kept kept) {
    return kept.<String>as(RangeDiffText::of, RangeDiffText::of, RangeDiffText::ofFirst);
  }

  private static String ofFirst(ScenarioSet scenarios) {
    return scenarios.parts().stream()
        .flatMap(
            part ->
                Stream.concat(
                    part.run().map(RangeDiffText::of).stream(),
                    part.gate().map(RangeDiffText::of).stream()))
        .findFirst()
        .orElse(SAME);
  }

  /** That of the whole series, which each of its runs has. */
  static String of(GateRecord gate) {
    List<RunRecord> runs = gate.steps().get(gate.steps().size() - 1).runs();
    return runs.isEmpty() ? SAME : of(runs.get(0));
  }
}
