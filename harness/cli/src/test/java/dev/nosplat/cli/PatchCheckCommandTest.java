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
    List<String> all = new ArrayList<>(List.of("--tree", "linux"));
    all.addAll(List.of(arguments));
    return check(directory, input, all);
  }

  private int check(Path working, String input, List<String> arguments) {
    Settings settings =
        new Settings(
            new Home(directory.resolve("cache"), directory.resolve("runs")),
            Map.of("PATH", String.valueOf(System.getenv("PATH"))),
            working,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC),
            new SecureRandom());
    List<String> line = new ArrayList<>(List.of("patch", "check"));
    line.addAll(arguments);
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
  void whatARepairChangedIsShownOnRequest() {
    assertThat(check(MANGLED, "--repair", "--range-diff", "-")).isZero();

    assertThat(screen.out())
        .endsWith(
            """
            1: standard input (repaired)
                --- as it came
                +++ as it was applied
                @@ -1,8 +1,9 @@
                +diff --git a/kernel/fork.c b/kernel/fork.c
                 --- a/kernel/fork.c
                 +++ b/kernel/fork.c
                 @@ -1,4 +1,4 @@
                -int fork(void)
                -{
                -- return 0;
                -+ return 8;
                -}
                + int fork(void)
                + {
                +-\treturn 0;
                ++\treturn 8;
                + }
            """);
  }

  @Test
  void tabsThatBecameBlanksInAPatchThatAppliesAreSaid() throws IOException {
    Files.writeString(
        directory.resolve("linux/kernel/fork.c"), "int fork(void)\n{\n\ta();\n\tb();\n\tc();\n}\n");
    String patch =
        PATCH.substring(0, PATCH.indexOf("@@"))
            + "@@ -6 +6,5 @@\n }\n+\n+int vfork(void)\n+{\n+        return d();\n";

    assertThat(check(patch, "-")).isZero();
    assertThat(screen.out())
        .contains(
            "kernel/fork.c: 1 added line begins with eight blanks where the file has tabs; the"
                + " tabs may have been lost in the mail");
  }

  @Test
  void patchAloneNamesItsCommands() {
    CommandLine patch = new CommandLine(new PatchCommand());
    assertThat(Main.run(new String[] {"patch"}, screen.terminal(), List.of(patch))).isEqualTo(2);
    assertThat(screen.err()).contains("nosplat patch needs a command: check.");
  }

  /** The tree as a repository: tag v7.3.4, then a commit that returns eight. */
  private Path repository() throws Exception {
    Path linux = directory.resolve("linux");
    git(linux, "init", "--quiet", "-b", "main", ".");
    git(linux, "add", ".");
    git(linux, "commit", "--quiet", "-m", "Linux 7.3.4");
    git(linux, "tag", "v7.3.4");
    Files.writeString(linux.resolve("kernel/fork.c"), "int fork(void)\n{\n\treturn 8;\n}\n");
    git(linux, "commit", "--quiet", "-a", "-m", "fork: Return eight");
    return linux;
  }

  private static String git(Path where, String... arguments) throws Exception {
    List<String> line =
        new ArrayList<>(List.of("git", "-c", "user.name=A", "-c", "user.email=a@b"));
    line.addAll(List.of(arguments));
    Process git = new ProcessBuilder(line).directory(where.toFile()).start();
    String out = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(String.join(" ", line)).isZero();
    return out.strip();
  }

  @Test
  void insideATreeTheTreeAndTheBaseOfCommitsNeedNoName() throws Exception {
    Path linux = repository();
    String base = git(linux, "rev-parse", "v7.3.4");
    for (String commits : List.of("HEAD~1..", "v7.3.4..main", "HEAD", "main~1..main")) {
      assertThat(check(linux.resolve("kernel"), "", List.of(commits))).as(commits).isZero();
      assertThat(screen.out()).contains("1 patch applies to 7.3.4 (" + linux + "@" + base);
    }
    assertThat(check(linux, "", List.of("HEAD~7.."))).isEqualTo(2);
  }

  @Test
  void aTagOfTheRepositoryHereIsATree() throws Exception {
    Path linux = repository();
    assertThat(check(linux, PATCH, List.of("--tree", "v7.3.4", "-"))).isZero();
    assertThat(check(linux, PATCH, List.of("-"))).isEqualTo(2);
    assertThat(screen.err()).contains("is in 7.3.4 already");
    assertThat(check(linux, PATCH, List.of("--tree", "v9", "-"))).isEqualTo(2);
    assertThat(screen.err()).contains("There is no tree at v9.");
  }

  @Test
  void aPathUpwardsIsAFileThatIsNotThereAndNoRange() throws Exception {
    Path linux = repository();
    for (String path : List.of("../nothere", "../../a/b.patch", "a/../b", "..")) {
      assertThat(check(linux, "", List.of(path))).isEqualTo(2);
      assertThat(screen.err()).as(path).doesNotContain("range", "fatal:");
    }
  }

  @Test
  void patchesThatWereAppliedAsTheyCameAreSaidToBe() throws Exception {
    Path linux = repository();
    assertThat(check(linux, PATCH, List.of("--range-diff", "--tree", "v7.3.4", "-"))).isZero();
    assertThat(screen.out()).endsWith("the patches were applied as they came\n");
  }

  @Test
  void outsideOfATreeOneHasToBeNamed() {
    assertThat(check(directory, PATCH, List.of("-"))).isEqualTo(2);
    assertThat(screen.err())
        .contains("There is no kernel tree here.", "is not inside a kernel tree");
  }

  @Test
  void theCommitThatASeriesNamesIsItsTreeAndIsSaidBesideAnother() throws Exception {
    Path linux = repository();
    String base = git(linux, "rev-parse", "v7.3.4");
    String based = PATCH + "-- \n2.39.5\n\nbase-commit: " + base + "\nchange-id: 20261127-x\n";
    assertThat(check(linux, based, List.of("--tree", "auto", "-"))).isZero();
    assertThat(screen.out())
        .contains("base-commit: " + base.substring(0, 12) + ", which is the tree")
        .contains("change-id: 20261127-x");
    git(linux, "checkout", "--quiet", "-b", "other", "v7.3.4");
    git(linux, "commit", "--quiet", "--allow-empty", "-m", "More");
    assertThat(check(linux, based, List.of("-"))).isZero();
    assertThat(screen.out()).contains("; the tree has 1 commits more and 0 fewer");
    String unknown = based.replace(base, "0123456789012345678901234567890123456789");
    assertThat(check(linux, unknown, List.of("--tree", "auto", "-"))).isEqualTo(2);
    assertThat(screen.err()).contains("The commit that the series was made on is not here.");
    assertThat(check(linux, PATCH, List.of("--tree", "auto", "-"))).isEqualTo(2);
    assertThat(screen.err()).contains("The series does not say what it was made on.");
  }

  @Test
  void aPatchThatTheTreeHoldsIsTakenBackAndAnotherIsNot() throws Exception {
    Path linux = repository();
    assertThat(check(linux, PATCH, List.of("-R", "-"))).isZero();
    assertThat(screen.out()).contains("taken back");
    assertThat(check(linux, PATCH, List.of("-R", "--tree", "v7.3.4", "-"))).isEqualTo(2);
    assertThat(screen.err()).contains("cannot be taken back", "it applies as it is");
  }

  @Test
  void theLevelOfPathsIsOverruledByHand() {
    String deep = PATCH.replace("a/kernel", "x/y/kernel").replace("b/kernel", "x/y/kernel");
    assertThat(check(deep, "-")).isEqualTo(2);
    assertThat(check(deep, "-p", "2", "-")).isZero();
  }
}
