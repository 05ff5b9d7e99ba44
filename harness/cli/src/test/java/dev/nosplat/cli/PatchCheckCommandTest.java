// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.Settings;
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
import picocli.CommandLine;

class PatchCheckCommandTest {
  private static final String PATCH =
      """
      From: A U Thor <author@example.com>
      Subject: [PATCH] fork: Return eight

      Because.

      Fixes: 123456789abc ("fork: Return zero")
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
  private static final String MANGLED =
      """
      --- a/kernel/fork.c
      +++ b/kernel/fork.c
      @@ -1,4 +1,4 @@
      int fork(void)
      {
      - return 0;
      + return 8;
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

  private int check(String input, String... arguments) {
    Settings settings =
        new Settings(
            new Home(directory.resolve("cache"), directory.resolve("runs")),
            Map.of("PATH", String.valueOf(System.getenv("PATH"))),
            directory,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC),
            new SecureRandom());
    List<String> line = new ArrayList<>(List.of("patch", "check", "--tree", "linux"));
    line.addAll(List.of(arguments));
    CommandLine patch =
        new CommandLine(new PatchCommand())
            .addSubcommand(new PatchCheckCommand(screen.terminal(), () -> settings));
    return Main.run(line.toArray(String[]::new), screen.terminal(), List.of(patch));
  }

  @Test
  void aPatchThatAppliesExitsWithZeroAndASummary() {
    assertThat(check(PATCH, "-")).isZero();

    assertThat(screen.out())
        .isEqualTo(
            """
            1 patch applies to 7.3.4 (%s)
              1/1  fork: Return eight
            1 file changes, giving tree a1c16121a426
              kernel/fork.c
            notes, which decide nothing:
              1/1: Fixes: 123456789abc ("fork: Return zero")
              1/1: no Signed-off-by:
            """
                .formatted(directory.resolve("linux")));
  }

  @Test
  void aPatchThatDoesNotApplyExitsWithTwoAndTheReason() {
    assertThat(check(PATCH.replace("return 0", "return 7"), "-")).isEqualTo(2);

    assertThat(screen.out()).isEmpty();
    assertThat(screen.err())
        .contains("Patch 1 of 1, \"fork: Return eight\", does not apply to 7.3.4.")
        .contains("- \treturn 7;")
        .contains("+ \treturn 0;")
        .doesNotContain("Exception");
  }

  @Test
  void aSubjectCannotMoveTheCursorWhetherItsPatchAppliesOrNot() {
    String hostile = PATCH.replace("fork: Return eight", "fork: \u001b[2J\u001b]0;x\u0007 \u202e");
    assertThat(check(hostile, "-")).isZero();
    assertThat(check(hostile.replace("return 0", "return 7"), "-")).isEqualTo(2);
    assertThat(screen.out() + screen.err())
        .contains("applying fork: \\x1b[2J", "1/1  fork: \\x1b[2J", "\"fork: \\x1b[2J")
        .doesNotContain("\u001b", "\u0007", "\u202e");
  }

  @Test
  void aMangledPatchIsOfferedTheRepairAndThenRepaired() throws IOException {
    assertThat(check(MANGLED, "-")).isEqualTo(2);
    assertThat(screen.err()).contains("--repair");

    assertThat(check(MANGLED, "--repair", "-")).isZero();

    Path written = directory.resolve("runs");
    try (var runs = Files.walk(written)) {
      Path series = runs.filter(f -> f.endsWith("series.patch")).findFirst().orElseThrow();
      assertThat(screen.out()).contains("(--range-diff), is in " + series);
      assertThat(Files.readString(series)).contains("-\treturn 0;\n+\treturn 8;\n");
    }
  }

  @Test
  void patchAloneNamesItsCommands() {
    CommandLine patch = new CommandLine(new PatchCommand());
    assertThat(Main.run(new String[] {"patch"}, screen.terminal(), List.of(patch))).isEqualTo(2);
    assertThat(screen.err()).contains("nosplat patch needs a command: check.");
  }
}
