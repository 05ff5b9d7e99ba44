// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.record.Outcome;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code nosplat doctor}: every prerequisite, and the fix for each that is missing. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Tells what this host has and lacks, and how to get what it lacks.")
final class DoctorCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<List<Prerequisite>> inspection;

  DoctorCommand(Terminal terminal, Supplier<List<Prerequisite>> inspection) {
    this.terminal = terminal;
    this.inspection = inspection;
  }

  @Override
  public Integer call() {
    List<Prerequisite> found = inspection.get();
    terminal.out().print(table(found));
    return found.stream().anyMatch(Prerequisite::isMissing) ? Outcome.INFRA_FAILED.exitCode() : 0;
  }

  static String table(List<Prerequisite> rows) {
    int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
    String format = "%-" + Math.max(width, "PREREQUISITE".length()) + "s  %-7s  %s%n";
    StringBuilder text = new StringBuilder();
    text.append(String.format(format, "PREREQUISITE", "STATE", "FOUND"));
    for (Prerequisite row : rows) {
      text.append(String.format(format, row.name(), row.state().word(), row.found()));
      row.fix().lines().forEach(line -> text.append(String.format(format, "", "fix:", line)));
    }
    long missing = rows.stream().filter(Prerequisite::isMissing).count();
    text.append(
        missing == 0
            ? String.format("%nNothing is missing.%n")
            : String.format(
                "%n%d of %d %s missing.%n", missing, rows.size(), missing == 1 ? "is" : "are"));
    return text.toString();
  }
}
