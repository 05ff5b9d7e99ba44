// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.GateRecordJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class GateCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          false,
          false,
          80);

  @Test
  void untilFailureWithoutABoundIsRefusedBeforeAnythingRuns() {
    int code = run("--tree", "debian:7.2", "--patch", "a.patch", "--until-failure");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("--until-failure alone may never end", "--repeat N");
  }

  @Test
  void aGateWithoutASeriesIsMisuse() {
    assertThat(run("--tree", "debian:7.2")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("There is no series to judge", "Name its patches");
  }

  @ParameterizedTest
  @CsvSource({
    "'',           '',    false",
    "'',           true,  true",
    "'',           false, false",
    "--control,    '',    true",
    "--no-control, true,  false"
  })
  void theControlIsTheDefaultInCi(String option, String ci, boolean wanted) {
    GateCommand command = new GateCommand(terminal);
    List<String> arguments = new ArrayList<>(List.of("--tree", "t", "--patch", "p"));
    if (!option.isEmpty()) {
      arguments.add(option);
    }
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true) // as Main does
        .parseArgs(arguments.toArray(String[]::new));
    assertThat(command.wantsControl(Map.of("CI", ci))).isEqualTo(wanted);
  }

  @Test
  void reportsAreWrittenWhereTheyWereAskedFor(@TempDir Path directory) throws Exception {
    ReportOptions options = new ReportOptions();
    new CommandLine(options)
        .parseArgs(
            "--junit",
            directory + "/r.xml",
            "--ktap",
            directory + "/r.ktap",
            "--html",
            directory + "/r.html",
            "--github");
    Path summary = Files.writeString(directory.resolve("summary.md"), "before\n");
    options.write(
        GateRecordJson.read(recordedGate()),
        commands -> terminal.annotate(commands, terminal.out()),
        Map.of("GITHUB_STEP_SUMMARY", summary.toString()));
    assertThat(directory.resolve("r.xml")).content().contains("<testsuites>");
    assertThat(directory.resolve("r.ktap")).content().startsWith("KTAP version 1");
    assertThat(directory.resolve("r.html")).content().startsWith("<!DOCTYPE html>");
    assertThat(summary).content().startsWith("before\n## ").contains("FAIL");
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("::error ");
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "gate";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.run(all, terminal, List.of(new GateCommand(terminal)));
  }

  private static String recordedGate() throws Exception {
    return Files.readString(
        Path.of("../record/src/test/resources/dev/nosplat/record/recorded/gate-new.json"));
  }
}
