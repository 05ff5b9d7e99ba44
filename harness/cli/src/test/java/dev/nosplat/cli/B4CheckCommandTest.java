// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.GateRecordJson;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Recorded;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.Step;
import dev.nosplat.record.Subject;
import dev.nosplat.record.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What b4 review gets: one JSON array on standard output, and exit code 0. */
class B4CheckCommandTest {
  private static final String PATCH =
      """
      From: A U Thor <author@example.com>
      Subject: [PATCH] fork: Return eight

      Because.
      ---
      --- a/kernel/fork.c
      +++ b/kernel/fork.c
      @@ -1,4 +1,4 @@
       int fork(void)
       {
      -\treturn 0;
      +\treturn 8;
       }
      """;

  @TempDir private Path directory;
  private final ScreenText screen = new ScreenText();

  @BeforeEach
  void write() throws IOException {
    Path tree = directory.resolve("linux");
    Files.createDirectories(tree.resolve("kernel"));
    Files.writeString(
        tree.resolve("Makefile"), "VERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 4\nEXTRAVERSION =\n");
    Files.writeString(tree.resolve("Kconfig"), "mainmenu \"Small\"\n");
    Files.writeString(tree.resolve("kernel/fork.c"), "int fork(void)\n{\n\treturn 0;\n}\n");
  }

  private String check(String mail) {
    return check(mail, "--minutes", "0");
  }

  private String check(String mail, String... options) {
    List<String> arguments = new ArrayList<>(List.of("b4-check", "--tree", "linux"));
    arguments.addAll(List.of(options));
    Settings settings =
        new Settings(
            new Home(directory.resolve("cache"), directory.resolve("runs")),
            Map.of(
                "PATH", String.valueOf(System.getenv("PATH")),
                "TESTCONTAINERS_RYUK_DISABLED", "true",
                "TESTCONTAINERS_CHECKS_DISABLE", "true",
                "TESTCONTAINERS_HOST_OVERRIDE", "localhost",
                "DOCKER_HOST", "unix://" + directory.resolve("no-engine.sock")),
            directory,
            new ByteArrayInputStream(mail.getBytes(StandardCharsets.UTF_8)),
            Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC),
            new SecureRandom());
    int exit =
        Main.run(
            arguments.toArray(String[]::new),
            screen.terminal(),
            List.of(new B4CheckCommand(screen.terminal(), () -> settings)));
    assertThat(exit).isZero();
    return screen.out();
  }

  @Test
  void aPatchThatAppliesAndWasNotRunIsAWarning() {
    assertThat(check(PATCH))
        .isEqualTo(
            "[{\"tool\":\"nosplat\",\"status\":\"warn\",\"summary\":\"Applies to 7.3.4; not run"
                + " yet\",\"url\":\"\",\"details\":\"Run it with nosplat gate --tree linux --patch"
                + " lore:MESSAGE-ID\"}]\n");
  }

  @Test
  void aPatchThatCannotBeRunSaysThatItAppliesAndWhatIsMissing() {
    assertThat(check(PATCH, new String[0]))
        .contains("\"status\":\"warn\"", "Applies to 7.3.4; not run: ", "no-engine.sock");
  }

  @Test
  void aTimeThatNobodyWaitsForIsBadInput() {
    B4CheckCommand command = new B4CheckCommand(screen.terminal(), Settings::ofProcess);
    assertThat(
            Main.run(
                new String[] {"b4-check", "--minutes", "-1"}, screen.terminal(), List.of(command)))
        .isEqualTo(2);
    assertThat(screen.err()).contains("--minutes takes 0 to 1440.");
  }

  @Test
  void aPatchThatDoesNotApplyFailsWithTheReason() {
    assertThat(check(PATCH.replace("return 0", "return 7")))
        .contains("\"status\":\"fail\"", "does not apply to 7.3.4")
        .contains("- \\treturn 7;");
  }

  @Test
  void aLaterPatchThatDoesNotApplyAloneIsAWarning() {
    assertThat(check(PATCH.replace("return 0", "return 7").replace("[PATCH]", "[PATCH 2/3]")))
        .contains("\"status\":\"warn\"", "it has patches before it");
  }

  @Test
  void aCoverLetterIsNothingToSay() {
    assertThat(check("Subject: [PATCH 0/2] fork: Two\n\nAll of it.\n")).isEqualTo("[]\n");
  }

  @Test
  void aPatchThatWasRunShowsHowItsNewestRunEnded() throws IOException {
    Path run = Files.createDirectories(directory.resolve("runs/20261124-110000-abc"));
    Files.writeString(run.resolve("series.patch"), PATCH);
    RunRecord passed = Recorded.run("pass");
    Subject subject = passed.subject();
    RunRecord record =
        new RunRecord(
            passed.format(),
            passed.id(),
            passed.started(),
            passed.durationMillis(),
            passed.scenario(),
            new Subject(
                subject.tree(),
                subject.treeIdentity(),
                subject.release(),
                List.of("fork: Return eight"),
                subject.seriesDigest(),
                subject.fragments(),
                subject.compiler(),
                subject.kernelKey()),
            passed.machine(),
            passed.timeline(),
            passed.evidence(),
            passed.splats(),
            passed.canary(),
            passed.counts(),
            passed.reach(),
            passed.sweep(),
            passed.verdict(),
            passed.artifacts(),
            run);
    RunRecordJson.save(record);

    assertThat(record.verdict().outcome()).isEqualTo(Outcome.PASS);
    assertThat(check(PATCH))
        .contains("\"status\":\"pass\"", "PASS on " + subject.tree())
        .contains("compiles: yes\\n", "reach: ", "gate: none of a series with it");
    assertThat(check(PATCH.replace("return 8", "return 9"))).contains("not run yet");

    GateRecord gate = Recorded.gate("gate-pass");
    GateRecordJson.save(
        new GateRecord(
            gate.format(),
            gate.id(),
            gate.started(),
            gate.durationMillis(),
            gate.tree(),
            gate.scenario(),
            gate.control(),
            gate.waiver(),
            gate.base(),
            List.of(new Step(1, "fork: Return eight", List.of(record), List.of(), gate.verdict())),
            gate.sensitivity(),
            gate.verdict(),
            gate.notes(),
            Files.createDirectories(directory.resolve("runs/gate-20261124-105900-abc"))));
    assertThat(check(PATCH)).contains("gate: PASS on " + gate.tree() + ": ");

    RunRecordJson.save(
        record.withVerdict(
            new Verdict(
                Outcome.INFRA_FAILED,
                record.verdict().cause(),
                "the disk is full",
                List.of(),
                "make room")));
    assertThat(check(PATCH)).endsWith("lore:MESSAGE-ID\"}]\n").contains("not run yet");
  }
}
