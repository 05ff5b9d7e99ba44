// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.record.CampaignRecord;
import dev.nosplat.report.HtmlReport;
import dev.nosplat.report.JunitXml;
import dev.nosplat.report.Ktap;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nosplat campaign report}: the files that are made of a campaign. */
@Command(
    name = "report",
    description = "Write what a campaign has found as HTML, JSON, JUnit XML or KTAP.",
    footer = {"", "Without an option the JSON document is printed."})
final class CampaignReportCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Mixin private CampaignOptions options = new CampaignOptions();

  @Option(names = "--html", paramLabel = "FILE", description = "Write one HTML page.")
  private Optional<Path> html = Optional.empty();

  @Option(names = "--junit", paramLabel = "FILE", description = "Write a JUnit XML report.")
  private Optional<Path> junit = Optional.empty();

  @Option(names = "--ktap", paramLabel = "FILE", description = "Write a KTAP report.")
  private Optional<Path> ktap = Optional.empty();

  CampaignReportCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    html.ifPresent(file -> ReportOptions.requirePlace("HTML", file));
    junit.ifPresent(file -> ReportOptions.requirePlace("JUnit", file));
    ktap.ifPresent(file -> ReportOptions.requirePlace("KTAP", file));
    Settings given = settings.get();
    CampaignRecord record;
    try (Engine engine = Engine.open(given)) {
      record =
          options
              .campaign(engine, terminal.progress(given.clock()))
              .record(CampaignOptions.results(given), given.clock().instant());
    }
    html.ifPresent(f -> write("HTML", f, () -> new HtmlReport().of(record), record));
    junit.ifPresent(f -> write("JUnit", f, () -> JunitXml.of(record), record));
    ktap.ifPresent(f -> write("KTAP", f, () -> Ktap.of(record), record));
    if (html.isEmpty() && junit.isEmpty() && ktap.isEmpty()) {
      terminal.out().print(record.json());
    }
    return 0;
  }

  private static void write(String kind, Path file, Supplier<String> text, CampaignRecord record) {
    ReportOptions.write(kind, file, text, record.outcome());
  }
}
