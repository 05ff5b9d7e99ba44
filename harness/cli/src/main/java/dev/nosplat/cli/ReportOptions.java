// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.report.GithubReport;
import dev.nosplat.report.HtmlReport;
import dev.nosplat.report.JunitXml;
import dev.nosplat.report.Ktap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
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

  /** The same record in every form. */
  private record Forms(
      Outcome outcome,
      Supplier<String> junit,
      Supplier<String> ktap,
      Supplier<String> html,
      IntFunction<String> summary,
      Supplier<String> annotations) {}

  /** Whether a report was asked for. */
  boolean any() {
    return junit.isPresent() || ktap.isPresent() || html.isPresent() || github;
  }

  /**
   * Sees before any work that every report has a place.
   *
   * @throws BadInput if one has none
   */
  void requirePlaces(Map<String, String> environment) {
    junit.ifPresent(file -> requirePlace("JUnit", file));
    ktap.ifPresent(file -> requirePlace("KTAP", file));
    html.ifPresent(file -> requirePlace("HTML", file));
    if (github) {
      summary(environment).ifPresent(file -> requirePlace("GitHub", file));
    }
  }

  static void requirePlace(String kind, Path file) {
    Path directory = file.toAbsolutePath().getParent();
    String why =
        Files.isDirectory(file)
            ? file + " is a directory"
            : directory == null || !Files.exists(directory)
                ? directory + " does not exist"
                : !Files.isDirectory(directory)
                    ? directory + " is no directory"
                    : !Files.isWritable(Files.exists(file) ? file : directory)
                        ? file + " may not be written"
                        : "";
    if (!why.isEmpty()) {
      throw new BadInput(
          "There is no place for the " + kind + " report.",
          List.of(why),
          "Make the directory, or name another file.");
    }
  }

  /**
   * Writes them, after the verdict was printed.
   *
   * @param annotate takes the annotations
   * @throws InfraFailed if one cannot be written; says the verdict
   */
  void write(RunRecord run, Consumer<String> annotate, Map<String, String> environment) {
    write(
        new Forms(
            run.verdict().outcome(),
            () -> JunitXml.of(run),
            () -> Ktap.of(run),
            () -> new HtmlReport().of(run),
            most -> GithubReport.summary(run, most),
            () -> GithubReport.annotations(run)),
        annotate,
        environment);
  }

  /** The same of what a command left. */
  void write(Kept kept, Consumer<String> annotate, Map<String, String> environment) {
    kept.<Runnable>as(
            run -> () -> write(run, annotate, environment),
            gate -> () -> write(gate, annotate, environment),
            scenarios -> () -> write(scenarios, annotate, environment))
        .run();
  }

  /** The same of several scenarios. */
  private void write(
      ScenarioSet scenarios, Consumer<String> annotate, Map<String, String> environment) {
    write(
        new Forms(
            scenarios.verdict().outcome(),
            () -> JunitXml.of(scenarios),
            () -> Ktap.of(scenarios),
            () -> new HtmlReport().of(scenarios),
            most -> GithubReport.summary(scenarios, most),
            () -> GithubReport.annotations(scenarios)),
        annotate,
        environment);
  }

  /** The same of a gate. */
  void write(GateRecord gate, Consumer<String> annotate, Map<String, String> environment) {
    write(
        new Forms(
            gate.verdict().outcome(),
            () -> JunitXml.of(gate),
            () -> Ktap.of(gate),
            () -> new HtmlReport().of(gate),
            most -> GithubReport.summary(gate, most),
            () -> GithubReport.annotations(gate)),
        annotate,
        environment);
  }

  private void write(Forms forms, Consumer<String> annotate, Map<String, String> environment) {
    if (github) {
      annotate.accept(forms.annotations().get());
      summary(environment).ifPresent(file -> append(file, forms));
    }
    junit.ifPresent(file -> write("JUnit", file, forms.junit(), forms.outcome()));
    ktap.ifPresent(file -> write("KTAP", file, forms.ktap(), forms.outcome()));
    html.ifPresent(file -> write("HTML", file, forms.html(), forms.outcome()));
  }

  private static Optional<Path> summary(Map<String, String> environment) {
    String file = environment.getOrDefault(SUMMARY, "");
    return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
  }

  static void write(String kind, Path file, Supplier<String> text, Outcome outcome) {
    try {
      Files.writeString(file, text.get());
    } catch (IOException e) {
      throw unwritten(kind, e, outcome);
    }
  }

  /** A step has one summary file: what an earlier command of it wrote counts as well. */
  private static void append(Path file, Forms forms) {
    try {
      long there = Files.exists(file) ? Files.size(file) : 0;
      long left = Math.max(0, GithubReport.MOST_SUMMARY - there);
      Files.writeString(
          file,
          forms.summary().apply((int) left),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw unwritten("GitHub", e, forms.outcome());
    }
  }

  private static InfraFailed unwritten(String kind, IOException e, Outcome outcome) {
    return new InfraFailed(
        "The " + kind + " report could not be written; the verdict was " + outcome + ".",
        List.of(String.valueOf(e)),
        "Make room there, then write it from the run: nosplat report RUN.",
        e);
  }
}
