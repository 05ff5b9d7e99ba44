// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.record.GateRecord;
import dev.nosplat.record.RunRecord;
import dev.nosplat.report.GithubReport;
import dev.nosplat.report.HtmlReport;
import dev.nosplat.report.JunitXml;
import dev.nosplat.report.Ktap;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The reports that a command writes beside what it prints; the same for every command. */
final class ReportOptions {
  /** Where GitHub Actions wants a step's summary. */
  private static final String SUMMARY = "GITHUB_STEP_SUMMARY";

  @Option(names = "--junit", paramLabel = "FILE", description = "Write a JUnit XML report.")
  private Optional<Path> junit = Optional.empty();

  @Option(names = "--ktap", paramLabel = "FILE", description = "Write a KTAP report.")
  private Optional<Path> ktap = Optional.empty();

  @Option(names = "--html", paramLabel = "FILE", description = "Write one HTML page.")
  private Optional<Path> html = Optional.empty();

  @Option(
      names = "--github",
      description = "Print annotations, and append a summary to $GITHUB_STEP_SUMMARY if it is set.")
  private boolean github;

  void write(RunRecord run, PrintStream annotations, Map<String, String> environment) {
    write(
        JunitXml.of(run),
        Ktap.of(run),
        GithubReport.summary(run),
        GithubReport.annotations(run),
        annotations,
        environment);
    page(() -> new HtmlReport().of(run));
  }

  void write(GateRecord gate, PrintStream annotations, Map<String, String> environment) {
    write(
        JunitXml.of(gate),
        Ktap.of(gate),
        GithubReport.summary(gate),
        GithubReport.annotations(gate),
        annotations,
        environment);
    page(() -> new HtmlReport().of(gate));
  }

  private void page(Supplier<String> text) {
    try {
      if (html.isPresent()) {
        Files.writeString(html.get(), text.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing the page", e);
    }
  }

  private void write(
      String junitText,
      String ktapText,
      String summary,
      String annotations,
      PrintStream out,
      Map<String, String> environment) {
    try {
      if (junit.isPresent()) {
        Files.writeString(junit.get(), junitText);
      }
      if (ktap.isPresent()) {
        Files.writeString(ktap.get(), ktapText);
      }
      if (github) {
        out.print(annotations);
        String file = environment.getOrDefault(SUMMARY, "");
        if (!file.isEmpty()) {
          Files.writeString(
              Path.of(file), summary, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing a report", e);
    }
  }
}
