// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What became of each fault, for docs/faults.md. */
final class FaultTable {
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
