// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.ScenarioSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are over, from records that real runs left. */
class RunsCommandTest {
  private static final Path RECORDED =
      Path.of("../record/src/test/resources/dev/nosplat/record/recorded");

  @TempDir private Path directory;
  private final ScreenText screen = new ScreenText();

  @BeforeEach
  void keepRuns() throws IOException {
    keep("20261124-100000-aaaaaa", "run.json", "pass");
    keep("20261124-110000-bbbbbb", "run.json", "fail");
    keep("gate-20261124-120000-cccccc", "gate.json", "gate-new");
    Files.createDirectories(directory.resolve("runs/20261124-130000-dddddd"));
  }

  private void keep(String name, String file, String record) throws IOException {
    Path run = Files.createDirectories(directory.resolve("runs").resolve(name));
    Files.copy(RECORDED.resolve(record + ".json"), run.resolve(file));
  }

  private int run(String... arguments) {
    Settings settings =
        new Settings(
            new Home(directory.resolve("cache"), directory.resolve("runs")),
            Map.of(),
            directory,
            new ByteArrayInputStream(new byte[0]),
            Clock.systemUTC(),
            new SecureRandom());
    Terminal terminal = screen.terminal();
    return Main.run(
        arguments,
        terminal,
        List.of(
            new RunsCommand(terminal, () -> settings),
            new ReportCommand(terminal, () -> settings),
            new DiffCommand(terminal, () -> settings)));
  }

  @Test
  void runsAndGatesAreListedByALineThatFitsTheScreen() {
    assertThat(run("runs")).isZero();
    assertThat(screen.out().lines()).hasSize(3).allMatch(line -> line.length() <= 80);
    assertThat(screen.out()).contains("PASS", "FAIL", "gate of ");
  }

  @Test
  void scenariosOfOneCommandAreOneLineAndTheirReportIsReadBack() throws IOException {
    ScenarioSet scenarios = Recorded.scenarios();
    Path place = directory.resolve("runs/scenarios-20261124-125959-eeeeee");
    Files.createDirectories(place);
    Files.writeString(place.resolve("scenarios.json"), scenarios.json());
    assertThat(run("runs")).isZero();
    assertThat(screen.out().lines()).hasSize(4).allMatch(line -> line.length() <= 80);
    assertThat(screen.out()).contains("2 scenarios on debian:7.2");
    assertThat(run("report", "eeeeee")).isZero();
    assertThat(screen.out()).contains("FAIL  scenario lru_exits: ");
    assertThat(run("report", "last", "--json")).isZero();
    assertThat(screen.out()).contains("\"parts\":[{\"scenario\":\"exit_task_delete\"");
    assertThat(run("diff", "eeeeee", "aaaaaa")).isEqualTo(2);
  }

  @Test
  void aListCanBeCutAndTheRestIsCounted() {
    assertThat(run("runs", "-n", "1")).isZero();
    assertThat(screen.out().lines()).hasSize(2);
    assertThat(screen.out()).endsWith("and 2 older ones\n");
    assertThat(run("runs", "-n", "0")).isEqualTo(2);
  }

  @Test
  void withoutRunsThatIsSaid(@TempDir Path empty) throws IOException {
    Files.move(directory.resolve("runs"), empty.resolve("away"));
    assertThat(run("runs")).isZero();
    assertThat(screen.out()).isEqualTo("no runs are kept\n");
    assertThat(run("report")).isEqualTo(2);
    assertThat(screen.err()).contains("No run is called last.");
  }

  @Test
  void aRunIsFoundByItsNameItsBeginningItsEndAndItsDirectory() {
    for (String name :
        List.of(
            "20261124-110000-bbbbbb",
            "20261124-11",
            "bbbbbb",
            directory.resolve("runs/20261124-110000-bbbbbb").toString())) {
      assertThat(run("report", name)).as(name).isZero();
      assertThat(screen.out()).contains("FAIL  ");
    }
    assertThat(run("report", "20261124")).isEqualTo(2);
    assertThat(screen.err()).contains("2 runs begin with 20261124.");
    assertThat(run("report", "20261124-110000-bbbbbc")).isEqualTo(2);
    assertThat(screen.err()).contains("No run is called", "20261124-110000-bbbbbb");
  }

  @Test
  void theNewestIsMeantWhereNoneIsNamed() {
    assertThat(run("report")).isZero();
    assertThat(screen.out()).contains("judged");
  }

  @Test
  void reportsAreWrittenFromTheRecordAlone() throws IOException {
    Path junit = directory.resolve("report.xml");
    Path ktap = directory.resolve("report.ktap");
    assertThat(run("report", "bbbbbb", "--junit", junit.toString(), "--ktap", ktap.toString()))
        .isZero();
    assertThat(junit).content().contains("<testsuites>", "<failure");
    assertThat(ktap).content().startsWith("KTAP version 1");
    assertThat(screen.out()).isEmpty();
    assertThat(run("report", "bbbbbb", "--html", "/no/where/x.html")).isEqualTo(2);
    assertThat(screen.err()).contains("There is no place for the HTML report.");
  }

  @Test
  void aMailHasTheReportsOwnLinesAndNoPathOfThisMachine() {
    assertThat(run("report", "bbbbbb", "--mail")).isZero();
    assertThat(screen.out())
        .startsWith("FAIL  ")
        .contains("[ BUG: Invalid wait context ]")
        .doesNotContain("artifacts", "replay", directory.toString());
    assertThat(screen.out().lines().filter(line -> !line.startsWith("[")))
        .allMatch(line -> line.length() <= 75)
        .noneMatch(line -> line.contains("after the raw lock is dropped"));
  }

  @Test
  void twoRunsAreComparedByWhatDiffers() {
    assertThat(run("diff", "aaaaaa", "bbbbbb")).isZero();
    assertThat(screen.out())
        .contains("PASS", "FAIL", "\nsplats\n  + ", "\nevidence\n", "\ntimes")
        .contains("one of the runs kept no configuration");
    assertThat(run("diff", "aaaaaa", "cccccc")).isEqualTo(2);
    assertThat(screen.err()).contains("is no single run, it has many");
  }

  @Test
  void aRunIsTheSameAsItself() {
    assertThat(run("diff", "aaaaaa", "aaaaaa")).isZero();
    assertThat(screen.out())
        .contains("\nsubject: the same\n", "\nsplats: the same\n", "\ntimes: the same\n");
  }
}
