// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.vm.CommandLine.Ended;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * How fast and in how much memory a console is read. It asserts that all was read, never how fast;
 * the figures go to {@code target/scan-speed.md}, from where a person takes them into docs/scan.md.
 */
@Tag("bench")
class ReaderBenchIT {
  private static final Path JAR = Path.of("../cli/target/nosplat.jar");
  private static final int GIGABYTE = 1_000_000_000;
  private static final int RUNS = 9;
  private static final int PAIRS = 5;

  /** What a CI job greps a console for: the words with which the kernel's reports begin. */
  private static final List<String> PATTERNS =
      List.of(
          "BUG:",
          "WARNING:",
          "INFO: (rcu|task)",
          "Oops",
          "UBSAN:",
          "Kernel panic",
          "kernel BUG at",
          "Internal error:",
          "general protection fault",
          "[Uu]nable to handle kernel",
          "unreferenced object",
          "detected buffer overflow",
          "refcount_t:",
          "list_(add|del) corruption");

  private static final Pattern COLLECTED = Pattern.compile("(\\d+)M->(\\d+)M\\(");
  private static final List<String> FIGURES = new ArrayList<>();

  @TempDir private Path directory;

  @Test
  void megabytesASecondOnOneCore() throws Exception {
    Collection<RunResult> results =
        new Runner(new OptionsBuilder().include(ReaderBenchmark.class.getSimpleName()).build())
            .run();
    assertThat(results).hasSize(2);
    for (RunResult result : results) {
      double megabytes = result.getPrimaryResult().getScore() * ReaderBenchmark.MEGABYTES;
      double error = result.getPrimaryResult().getScoreError() * ReaderBenchmark.MEGABYTES;
      figure(
          "%s: %.0f MB/s, give or take %.0f",
          result.getPrimaryResult().getLabel(), megabytes, error);
    }
  }

  @Test
  void twoGigabytesInAHeapOfSixtyFourMegabytes() throws Exception {
    byte[] part = ConsoleSource.open().withReports(GIGABYTE / 50);
    Path gc = directory.resolve("gc.log");
    Process scan =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-Xlog:gc:file=" + gc,
                "-jar",
                JAR.toString(),
                "scan",
                "--json",
                "-")
            .redirectOutput(directory.resolve("found.json").toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long began = System.nanoTime();
    try (OutputStream in = scan.getOutputStream()) {
      for (int i = 0; i < 100; i++) {
        in.write(part);
      }
    }
    assertThat(scan.waitFor()).isOne();
    figure(
        "2 GB in %.0f s with -Xmx64m; the heap held at most %d MB before a collection and %d MB"
            + " after one",
        (System.nanoTime() - began) / 1e9, most(gc, 1), most(gc, 2));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void besideGrepOverTheSameFile(boolean loud) throws Exception {
    ConsoleSource source = ConsoleSource.open();
    int bytes = GIGABYTE / 5;
    Path log =
        Files.write(
            directory.resolve("console.log"),
            loud ? source.withReports(bytes) : source.quiet(bytes));
    String patterns = String.join("|", PATTERNS);
    List<Double> scans = new ArrayList<>();
    List<Double> greps = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      greps.add(seconds(loud ? 0 : 1, "grep", "-acE", patterns, log.toString()));
      scans.add(
          seconds(loud ? 1 : 0, "java", "-jar", JAR.toString(), "scan", "--json", log.toString()));
      ratios.add(scans.get(i) / greps.get(i));
    }
    List.of(scans, greps, ratios).forEach(each -> each.sort(null));
    figure(
        "%d MB%s: scan %.0f MB/s, grep -E with %d patterns %.0f MB/s, medians of %d; scan takes"
            + " %.1f times as long, %.1f to %.1f",
        bytes / 1_000_000,
        loud ? " with a report in every hundredth line" : " quiet",
        bytes / 1e6 / scans.get(PAIRS / 2),
        PATTERNS.size(),
        bytes / 1e6 / greps.get(PAIRS / 2),
        PAIRS,
        ratios.get(PAIRS / 2),
        ratios.get(0),
        ratios.get(PAIRS - 1));
  }

  private double seconds(int exitCode, String... command) throws Exception {
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).as(List.of(command).toString()).isEqualTo(exitCode);
    return (System.nanoTime() - began) / 1e9;
  }

  @Test
  void oneMegabyteFromTheShell() throws Exception {
    Path log = Files.write(directory.resolve("console.log"), ConsoleSource.open().quiet(1_000_000));
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      long began = System.nanoTime();
      Ended ended = CommandLine.run(Map.of(), "scan", log.toString());
      seconds.add((System.nanoTime() - began) / 1e9);
      assertThat(ended.out()).contains("no splat in ");
    }
    seconds.sort(null);
    figure(
        "./nosplat scan of 1 MB: %.2f s, the median of %d; %.2f to %.2f",
        seconds.get(RUNS / 2), RUNS, seconds.get(0), seconds.get(RUNS - 1));
  }

  private static long most(Path gc, int group) throws Exception {
    Matcher collected = COLLECTED.matcher(Files.readString(gc, StandardCharsets.UTF_8));
    return collected.results().mapToLong(m -> Long.parseLong(m.group(group))).max().orElse(0);
  }

  private static void figure(String format, Object... values) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    FIGURES.add(
        "- "
            + String.format(Locale.ROOT, format, values)
            + String.format(Locale.ROOT, " (load %.1f)", load));
  }

  @AfterAll
  static void write() throws Exception {
    List<String> page =
        new ArrayList<>(List.of("Measured on " + LocalDate.now(ZoneOffset.UTC) + ":"));
    page.addAll(FIGURES);
    Files.write(Path.of("target/scan-speed.md"), page);
  }
}
