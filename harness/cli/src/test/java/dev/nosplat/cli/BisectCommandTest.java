// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.check.Home;
import dev.nosplat.record.Golden;
import dev.nosplat.record.Recorded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command from its arguments to its last line, with recorded runs in place of machines. */
class BisectCommandTest {
  private static final String TEXTS = "dev/nosplat/cli/bisect/";

  @TempDir Path scratch;
  private final ScreenText screen = new ScreenText();

  /** Releases r0 to r20; the bug came with r12, and r9 to r11 do not build. */
  private final Checker checker =
      (plan, progress) -> {
        int release = Integer.parseInt(plan.tree().substring(1));
        boolean broken = release >= 9 && release <= 11;
        return Recorded.run(broken ? "build-failed" : release >= 12 ? "fail" : "pass");
      };

  @Test
  void aRangeIsShownWithWhatBlockedEachOfIt() throws Exception {
    int code = bisect(checker);
    assertThat(code).isEqualTo(3);
    Golden.matches(TEXTS + "range.txt", stable(screen.out()));
  }

  @Test
  void aFoundCommitIsShownWithItsFixesLineItsRunsAndItsSplat() throws Exception {
    Path tree = repository();
    int code =
        run(
            plan(plan -> plan.patches().isEmpty() && has(tree, plan.tree(), "bug")),
            "--tree",
            tree.toString(),
            "--good",
            "v1",
            "--bad",
            "v2");
    assertThat(screen.err()).doesNotContain("error:");
    assertThat(code).isZero();
    Golden.matches(TEXTS + "found.txt", stable(screen.out()));
  }

  @Test
  void anEndThatIsNotGoodIsShownWithItsRuns() throws Exception {
    int code = bisect((plan, progress) -> Recorded.run("fail"));
    assertThat(code).isEqualTo(2);
    Golden.matches(TEXTS + "wrong-end.txt", stable(screen.out()));
  }

  @Test
  void theAnswerComesAgainFromTheLogWithoutAContainerEngine() throws Exception {
    bisect(checker);
    String first = screen.out();
    int code =
        bisect(
            (plan, progress) -> {
              throw new AssertionError("nothing may run");
            });
    assertThat(code).isEqualTo(3);
    assertThat(screen.out()).isEqualTo(first + first);
  }

  @Test
  void aLogReplaysAndATamperedOneIsRefused() throws Exception {
    bisect(checker);
    Path log = scratch.resolve("state/bisect.jsonl");
    String first = screen.out();
    int replayed = bisect(checker, "--replay", log.toString());
    assertThat(replayed).isEqualTo(3);
    assertThat(screen.out()).isEqualTo(first + first);

    List<String> lines = new ArrayList<>(Files.readAllLines(log));
    lines.remove(3);
    Path tampered = Files.write(scratch.resolve("tampered.jsonl"), lines);
    assertThat(bisect(checker, "--replay", tampered.toString())).isEqualTo(2);
    assertThat(screen.err()).contains("does not follow from those before it");
  }

  @Test
  void jsonIsOneDocumentOnStandardOutput() throws Exception {
    bisect(checker, "--json");
    com.fasterxml.jackson.databind.JsonNode document =
        new com.fasterxml.jackson.databind.ObjectMapper().readTree(screen.out());
    assertThat(document.get("kind").asText()).isEqualTo("RANGE");
    assertThat(document.get("range").size()).isEqualTo(4);
  }

  @Test
  void contradictoryOptionsAreExplained() {
    assertThat(run(checker, "--tree", "/t", "--good", "a")).isEqualTo(2);
    assertThat(screen.err()).contains("A bisection needs both ends.");
    assertThat(run(checker, "--family", "nonsense", "--release", "a", "--release", "b"))
        .isEqualTo(2);
    assertThat(screen.err()).contains("There is no splat family nonsense.");
  }

  private int bisect(Checker with, String... more) {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i <= 20; i++) {
      arguments.add("--release");
      arguments.add("r" + i);
    }
    arguments.addAll(List.of(more));
    return run(with, arguments.toArray(String[]::new));
  }

  private int run(Checker with, String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("bisect", "--state", scratch.resolve("state").toString()));
    all.addAll(List.of(arguments));
    BisectCommand command =
        new BisectCommand(
            screen.terminal(),
            () -> with,
            Map.of("PATH", System.getenv("PATH"), "HOME", scratch.toString()),
            new Home(scratch.resolve("cache"), scratch.resolve("runs")),
            InstantSource.fixed(Instant.EPOCH));
    return Main.run(all.toArray(String[]::new), screen.terminal(), List.of(command));
  }

  private static Checker plan(
      java.util.function.Predicate<dev.nosplat.engine.check.CheckPlan> bad) {
    return (plan, progress) -> Recorded.run(bad.test(plan) ? "fail" : "pass");
  }

  /** Six commits between two tags; the fourth brings the bug. */
  private Path repository() throws Exception {
    Path tree = Files.createDirectory(scratch.resolve("tree"));
    git(tree, "init", "--quiet", "--initial-branch=main");
    for (int i = 0; i <= 6; i++) {
      Files.writeString(tree.resolve("a.c"), i >= 4 ? "bug();\n" : "fine();\n");
      Files.writeString(tree.resolve("b" + i + ".c"), "int b;\n");
      git(tree, "add", "--all");
      git(tree, "commit", "--quiet", "-m", i == 4 ? "exit: be quick" : "lib: change " + i);
      if (i == 0) {
        git(tree, "tag", "v1");
      }
    }
    git(tree, "tag", "v2");
    return tree;
  }

  private static boolean has(Path tree, String spec, String word) {
    try {
      return git(tree, "show", spec.substring(spec.indexOf('@') + 1) + ":a.c").contains(word);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String git(Path tree, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(tree.toFile());
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      builder.environment().put("GIT_" + who + "_NAME", "A. Author");
      builder.environment().put("GIT_" + who + "_EMAIL", "author@example.org");
      builder.environment().put("GIT_" + who + "_DATE", "1700000000 +0000");
    }
    Process process = builder.start();
    String out =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("git %s", List.of(arguments)).isZero();
    return out;
  }

  private String stable(String text) {
    return text.replace(scratch.toString(), "/scratch");
  }
}
