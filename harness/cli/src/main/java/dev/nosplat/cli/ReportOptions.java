// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.record.GateRecord;
import dev.nosplat.record.RunRecord;
import dev.nosplat.report.GithubReport;
import dev.nosplat.report.HtmlReport;
import dev.nosplat.report.JunitXml;
import dev.nosplat.report.Ktap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
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

  void write(RunRecord run, Consumer<String> annotate, Map<String, String> environment) {
    write(
        JunitXml.of(run),
        Ktap.of(run),
        most -> GithubReport.summary(run, most),
        GithubReport.annotations(run),
        annotate,
        environment);
    page(() -> new HtmlReport().of(run));
  }

  void write(GateRecord gate, Consumer<String> annotate, Map<String, String> environment) {
    write(
        JunitXml.of(gate),
        Ktap.of(gate),
        most -> GithubReport.summary(gate, most),
        GithubReport.annotations(gate),
        annotate,
        environment);
    page(() -> new HtmlReport().of(gate));
  }

  /** A step has one summary file: what an earlier command of it wrote counts as well. */
  private static void append(Path file, IntFunction<String> summary) throws IOException {
    long there = Files.exists(file) ? Files.size(file) : 0;
    long left = Math.max(0, GithubReport.MOST_SUMMARY - there);
    Files.writeString(
        file, summary.apply((int) left), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
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
      IntFunction<String> summary,
      String annotations,
      Consumer<String> annotate,
      Map<String, String> environment) {
    try {
      if (junit.isPresent()) {
        Files.writeString(junit.get(), junitText);
      }
      if (ktap.isPresent()) {
        Files.writeString(ktap.get(), ktapText);
      }
      if (github) {
        annotate.accept(annotations);
        String file = environment.getOrDefault(SUMMARY, "");
        if (!file.isEmpty()) {
          append(Path.of(file), summary);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing a report", e);
    }
  }
}
