// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.record.Outcome;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code nosplat doctor}: every prerequisite, and the fix for each that is missing. */
@Command(name = "doctor", description = "Check this host and print fixes.")
final class DoctorCommand implements Callable<Integer> {
  /** The longest state and two blanks. */
  private static final int STATE = 9;

  private final Terminal terminal;
  private final Supplier<List<Prerequisite>> inspection;

  DoctorCommand(Terminal terminal, Supplier<List<Prerequisite>> inspection) {
    this.terminal = terminal;
    this.inspection = inspection;
  }

  @Override
  public Integer call() {
    List<Prerequisite> found = inspection.get();
    terminal.out().print(table(found, terminal.columns()));
    return found.stream().anyMatch(Prerequisite::isMissing) ? Outcome.INFRA_FAILED.exitCode() : 0;
  }

  static String table(List<Prerequisite> rows, int columns) {
    int name = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0) + 2;
    Wrapped text = new Wrapped(columns);
    for (Prerequisite row : rows) {
      String head = row.name() + " ".repeat(name - row.name().length()) + row.state().word();
      text.hanging(0, name + STATE, head, row.found());
      row.fix()
          .lines()
          .forEach(line -> text.hanging(name, STATE, "fix:", line.replace(' ', Wrapped.TIED)));
    }
    text.blank();
    long missing = rows.stream().filter(Prerequisite::isMissing).count();
    text.paragraph(
        0,
        missing == 0
            ? "Nothing is missing."
            : missing + " of " + rows.size() + (missing == 1 ? " is" : " are") + " missing.");
    return text.toString();
  }
}
