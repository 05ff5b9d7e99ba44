// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.project.ProjectFile;
import dev.nosplat.record.Golden;
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

/** What is refused before any work, and what is said of Slurm where there is none. */
class CampaignCommandTest {
  @TempDir private Path directory;

  @BeforeEach
  void describe() throws IOException {
    Files.writeString(
        directory.resolve(ProjectFile.NAME), "campaigns: {one: {trees: [debian:newest]}}\n");
  }

  /** The command, its exit code and what it printed, with a PATH that holds nothing. */
  private String run(String... arguments) {
    ScreenText screen = new ScreenText();
    Settings settings =
        new Settings(
            new Home(directory.resolve("cache"), directory.resolve("runs")),
            Map.of("PATH", directory.toString()),
            directory,
            new ByteArrayInputStream(new byte[0]),
            Clock.systemUTC(),
            new SecureRandom());
    Terminal terminal = screen.terminal();
    int code =
        Main.run(
            arguments,
            terminal,
            List.of(CampaignCommand.line(terminal, () -> settings)),
            directory);
    String said = (screen.out() + screen.err()).replace(directory.toString(), "/project");
    return "$ nosplat %s%n%s[exit code %d]%n".formatted(String.join(" ", arguments), said, code);
  }

  @Test
  void whatDoesNotFitIsRefusedAsTheGoldenFileSays() throws IOException {
    Files.writeString(directory.resolve("plan.json"), "{\"format\": 7}\n");
    Golden.matches(
        "dev/nosplat/cli/campaign-misuse.txt",
        String.join(
            "\n",
            run("campaign", "run", "--at-once", "0"),
            run("campaign", "run", "--constraint", "kvm"),
            run("campaign", "run", "--plan", "plan.json"),
            run("campaign", "run", "--cell", "0123", "--plan", "/project/missing.json"),
            run("campaign", "plan", "--emit", "github", "--json"),
            run("campaign", "plan", "--emit", "gitlab", "--at-once", "3"),
            run("campaign", "plan", "--emit", "github", "--at-once", "0")));
  }

  @Test
  void aCellIsNotRunTogetherWithAnEngine() {
    assertThat(run("campaign", "run", "--cell", "0123", "--engine", "slurm"))
        .contains("--cell runs here", "[exit code 2]");
  }

  @Test
  void aPlanOfAnotherFormatIsRefused() throws IOException {
    Path plan = Files.writeString(directory.resolve("plan.json"), "{\"format\": 7}\n");
    assertThat(run("campaign", "run", "--cell", "0123", "--plan", plan.toString()))
        .contains("The plan cannot be read.", "has format 7", "[exit code 2]");
  }

  @Test
  void aCampaignThatWasNeverOnSlurmNeedsNoneToBeCancelled() {
    assertThat(run("campaign", "cancel"))
        .contains("nothing on this host runs this campaign\n[exit code 0]")
        .doesNotContain("Slurm");
  }
}
