// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What became of each fault, for docs/faults.md. */
final class FaultTable {
  private static final Duration BOUND = Duration.ofMinutes(6);

  private final String file;
  private final String heading;
  private final List<String> rows = new ArrayList<>();

  /** A table that goes to {@code target/NAME}. */
  FaultTable(String file, String heading) {
    this.file = file;
    this.heading = heading;
  }

  /** Adds a row and writes the table, so that a run in pieces loses none. */
  synchronized void add(String fault, String verdict, String reason, Duration took, String left)
      throws IOException {
    rows.add(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %.1f s | %s |",
            cell(fault),
            cell(verdict),
            cell(reason),
            took.toMillis() / 1000.0,
            cell(left)));
    write();
  }

  /** Brings a fault about, holds what comes of it against what is right, and adds its row. */
  void carryOut(KernelChecker checker, Fault fault) throws Exception {
    Leftovers leftovers = Leftovers.look();
    Instant began = Instant.now();
    RunRecord record = checker.check(fault.plan(), fault.interlude(), fault.progress());
    Duration took = Duration.between(began, Instant.now());
    String left = leftovers.awaitNone();
    add(fault.name(), record.verdict().outcome().toString(), record.verdict().reason(), took, left);
    assertThat(record.verdict().outcome())
        .as("%s: %s", fault.name(), record.verdict())
        .isEqualTo(fault.outcome());
    assertThat(RunRecordJson.writeLine(record)).contains(fault.words());
    assertThat(took).isLessThan(BOUND);
  }

  private static String cell(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ");
  }

  private void write() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("## " + heading);
    lines.add("");
    lines.add("Run on " + LocalDate.now(ZoneOffset.UTC) + ".");
    lines.add("");
    lines.add("| fault | verdict | reason | time to verdict | left behind |");
    lines.add("|---|---|---|---|---|");
    lines.addAll(rows);
    Files.write(Path.of("target").resolve(file), lines);
  }
}
