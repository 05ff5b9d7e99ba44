// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.Settings;
import dev.nosplat.report.MailReport;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nosplat report}: the reports of an earlier run or gate. */
@Command(
    name = "report",
    description = "Show an earlier run, or write its reports.",
    footer = {"", "Example: nosplat report last --html page.html"})
final class ReportCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Parameters(
      paramLabel = "RUN",
      defaultValue = KeptRuns.LAST,
      description = "A run or gate: its directory, its name, or last (default: last).")
  private String run = KeptRuns.LAST;

  @Mixin private ReportOptions reports = new ReportOptions();

  @Option(names = "--mail", description = "Print a plain text for a reply on a mailing list.")
  private boolean mail;

  @Option(names = "--json", description = "Print the record as one JSON document.")
  private boolean json;

  @Option(names = "--range-diff", description = RangeDiffText.DESCRIPTION)
  private boolean rangeDiff;

  ReportCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() {
    Settings given = settings.get();
    reports.requirePlaces(given.environment());
    Kept kept = new KeptRuns(given.home().runs()).find(run);
    if (json) {
      terminal.out().println(kept.json());
    } else if (mail) {
      terminal.out().print(kept.<String>as(MailReport::of, MailReport::of, MailReport::of));
    } else if (rangeDiff) {
      terminal.out().print(RangeDiffText.of(kept));
    } else if (!reports.any()) {
      terminal.out().print(terminal.text(kept));
    }
    reports.write(kept, this::annotate, given.environment());
    return 0;
  }

  private void annotate(String commands) {
    terminal.annotate(commands, terminal.out());
  }
}
