// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.vm.CommandLine.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our bisection beside {@code git bisect run} with a plain script, on the same history and machine.
 * The script builds in its own directory without what we remember, and tests each commit once, in
 * the same kind of machine. No kernel of it was built before. Figures go to {@code
 * target/bisect-bench.md}.
 */
@Tag("bench")
class BisectBenchIT {
  private static final int GOOD = 1;
  private static final String SCRIPT = "src/test/resources/bisect/plain.sh";

  @TempDir Path scratch;

  @Test
  void measuresBothOnThePlantedHistory() throws Exception {
    String never = "/* " + Long.toHexString(System.nanoTime()) + " */\n";
    KernelHistory history =
        PlantedHistory.always(
            KernelHistory.begin(scratch.resolve("history.git"))
                .append("lib: a comment that no kernel in the store has", "lib/kstrtox.c", never));
    try {
      String culprit = history.commit(GOOD + PlantedHistory.CULPRIT);
      Instant began = Instant.now();
      Ended ours = ours(history);
      Duration ourTime = Duration.between(began, Instant.now());
      Files.writeString(Path.of("target/bisect-report.txt"), ours.out());
      assertThat(ours.out()).as(ours.err()).startsWith("FOUND  " + culprit.substring(0, 12));

      Path checkout = scratch.resolve("checkout");
      Git.Call git = history.checkOut(checkout, history.commit(GOOD));
      Path out = Files.createDirectory(scratch.resolve("out"));
      Files.copy(NewestKernel.config(NewestKernel.check()), out.resolve(".config"));
      Instant first = Instant.now();
      assertThat(plain(checkout, out)).as("the base is good").isZero();
      Instant second = Instant.now();
      git.get("bisect", "start", history.tip(), history.commit(GOOD));
      String said = gitBisect(checkout, out);
      Instant end = Instant.now();
      report(ourTime, Duration.between(first, second), Duration.between(second, end), ours, said);
      assertThat(said).contains(culprit + " is the first bad commit");
    } finally {
      history.forget();
    }
  }

  private Ended ours(KernelHistory history) throws Exception {
    return CommandLine.run(
        "bisect",
        "--tree",
        history.repository().toString(),
        "--good",
        history.commit(GOOD),
        "--bad",
        history.tip(),
        "--signature",
        "invalid-wait-context:srcu_gp_start_if_needed",
        "--state",
        scratch.resolve("state").toString());
  }

  private String gitBisect(Path checkout, Path out) throws Exception {
    Process run =
        script(checkout, out, "git", "bisect", "run", script())
            .redirectOutput(scratch.resolve("git.out").toFile())
            .redirectError(scratch.resolve("git.err").toFile())
            .start();
    run.waitFor();
    return Files.readString(scratch.resolve("git.out"));
  }

  private int plain(Path checkout, Path out) throws Exception {
    return script(checkout, out, script()).inheritIO().start().waitFor();
  }

  private static String script() {
    return Path.of(SCRIPT).toAbsolutePath().toString();
  }

  private ProcessBuilder script(Path checkout, Path out, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(checkout.toFile());
    builder.environment().put("OUT", out.toString());
    builder.environment().put("IMAGE", Toolchain.imageName(PackedResources.read("Dockerfile")));
    builder
        .environment()
        .put("NOSPLAT", Path.of("../../nosplat").toAbsolutePath().normalize().toString());
    return builder;
  }

  private static void report(
      Duration ours, Duration firstBuild, Duration git, Ended report, String said)
      throws IOException {
    long verdicts =
        said.lines().filter(line -> line.startsWith("PASS") || line.startsWith("FAIL")).count();
    String effort =
        report
            .out()
            .lines()
            .filter(line -> line.startsWith("  effort"))
            .findFirst()
            .orElse("")
            .strip();
    List<String> lines =
        List.of(
            "| what | seconds |",
            "|---|---:|",
            row("nosplat bisect (" + effort + ")", ours),
            row("git bisect run with a plain script, " + verdicts + " verdicts", git),
            row("  before it the script's first build and run", firstBuild));
    lines.forEach(System.out::println);
    Files.write(
        Path.of("target/bisect-bench.md"),
        lines,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static String row(String what, Duration time) {
    return String.format(Locale.ROOT, "| %s | %.0f |", what, time.toMillis() / 1000.0);
  }
}
