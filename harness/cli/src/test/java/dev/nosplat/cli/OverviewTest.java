// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is said of the commands: the first screen, help, typos, completion, manual pages. */
class OverviewTest {
  private static final int LINES = 36;

  private final ScreenText screen = new ScreenText();

  private int run(String... arguments) {
    return Main.run(arguments, screen.terminal(), Main.commands(screen.terminal()));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120, 200})
  void theFirstScreenFitsEveryWidthAndShowsEveryCommand(int columns) throws Exception {
    CommandLine line = Main.line(screen.terminal(), Main.commands(screen.terminal()));
    String text = Overview.of(line, columns);
    assertThat(text.lines()).allMatch(each -> each.length() <= columns);
    assertThat(line.getSubcommands().keySet())
        .allSatisfy(name -> assertThat(text).containsPattern("\\b" + name + "\\b"));
    golden("overview-" + columns + ".txt", text);
    if (columns >= 80) {
      assertThat(text.lines().count()).isLessThanOrEqualTo(LINES);
    }
  }

  private static void golden(String name, String text) throws Exception {
    Path file = Path.of("src/test/resources/dev/nosplat/cli", name);
    if (System.getProperty("nosplat.golden", "").equals("rewrite")) {
      Files.writeString(file, text);
    }
    assertThat(text).isEqualTo(Files.readString(file));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 200})
  void noHelpHasALineThatIsWiderThanTheScreen(int columns) {
    CommandLine line = Main.line(screen.terminal(), Main.commands(screen.terminal()));
    line.setUsageHelpWidth(columns);
    line.getSubcommands()
        .forEach(
            (name, command) ->
                assertThat(command.getUsageMessage().lines())
                    .as(name)
                    .allMatch(each -> each.length() <= columns));
  }

  @Test
  void helpExplainsACommandAndACommandOfACommand() {
    assertThat(run("help", "check")).isZero();
    assertThat(screen.out()).startsWith("Usage: nosplat check").contains("nosplat check HEAD~3..");
    assertThat(run("help", "cache", "prune")).isZero();
    assertThat(screen.out()).contains("Usage: nosplat cache prune");
    assertThat(run("help")).isZero();
    assertThat(run("help", "chek")).isEqualTo(2);
    assertThat(screen.err())
        .isEqualTo(
            "error: nosplat has no command chek.\n  did you mean check?\n"
                + "What to do: See nosplat help.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chek | nosplat has no command chek. | did you mean check?",
        "scna | nosplat has no command scna. | did you mean scan?",
        "cache prun | nosplat cache has no command prun. | did you mean prune?",
        "check --rapair | nosplat check has no option --rapair. | did you mean --repair?",
        "check --tre=x | nosplat check has no option --tre. | did you mean --tree?",
        "doctor x | nosplat doctor does not take x. | See nosplat help doctor.",
        "check --compiler tcc | --compiler takes gcc or clang, not tcc. | See nosplat help check.",
        "check --cpus two | --cpus takes a whole number, not two. | See nosplat help check.",
        "check --cpus 0 | No such machine can be booted. | and not 0",
        "gate x --repeat 0 | --repeat, --time and --base-runs count from 1. | positive",
        "check --html /no/where.html | There is no place for the HTML report. | does not exist",
        "gate x --junit / | There is no place for the JUnit report. | / is a directory",
        "cache prune --to 20 | has no unit | 20GiB",
        "setup --yes | a jar cannot set up a host | ./nosplat setup",
      })
  void aMistakeIsAnsweredBeforeAnyWork(String line, String what, String more) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(screen.err()).contains(what, more).doesNotContain("Exception");
    assertThat(screen.err().lines().count()).isLessThanOrEqualTo(4);
  }

  @Test
  void bashCompletesCommandsAndOptions(@TempDir Path directory) throws Exception {
    assertThat(run("completion", "bash")).isZero();
    Path script = Files.writeString(directory.resolve("nosplat.bash"), screen.out());
    assertThat(completed(script, "nosplat", "b")).contains("bisect", "bundle");
    assertThat(completed(script, "nosplat", "check", "--re")).contains("--repair", "--reply");
    assertThat(completed(script, "nosplat", "cache", "pr")).containsExactly("prune");
  }

  /** What bash offers for the last of these words. */
  private static List<String> completed(Path script, String... words) throws Exception {
    String line =
        "source \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_LINE=\"$*\";"
            + " COMP_POINT=${#COMP_LINE}; _complete_nosplat; printf '%s\\n' \"${COMPREPLY[@]}\"";
    List<String> command =
        new java.util.ArrayList<>(List.of("bash", "-c", line, script.toString()));
    command.addAll(List.of(words));
    Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return out.lines().map(String::strip).toList();
  }

  @Test
  void fishHasALineForEveryCommandAndOption() {
    assertThat(run("completion", "fish")).isZero();
    assertThat(screen.out())
        .contains("complete -c nosplat -n '__fish_use_subcommand' -a check -d 'Build, boot")
        .contains(
            "complete -c nosplat -n '__fish_seen_subcommand_from check' -l compiler -r -f -a"
                + " 'gcc clang'")
        .contains("complete -c nosplat -n '__fish_seen_subcommand_from cache; and not");
    assertThat(screen.out().lines()).allMatch(line -> line.matches("#.*|complete -c nosplat .*"));
  }

  @Test
  void everyCommandHasAManualPage(@TempDir Path directory) throws Exception {
    Path pages = directory.resolve("man1");
    assertThat(run("man", pages.toString())).isZero();
    String check = Files.readString(pages.resolve("nosplat-check.1"));
    assertThat(check)
        .startsWith(".TH NOSPLAT\\-CHECK 1\n.SH NAME\nnosplat\\-check \\- Build, boot")
        .contains(".TP\n.B \\-\\-tree SPEC\n");
    assertThat(pages.resolve("nosplat-cache-prune.1")).exists();
    assertThat(pages.resolve("nosplat.1")).content().contains("nosplat\\-scan(1)");
    try (var files = Files.list(pages)) {
      for (Path page : files.toList()) {
        assertThat(Files.readAllLines(page))
            .as(String.valueOf(page))
            .filteredOn(line -> line.startsWith("."))
            .allMatch(line -> line.matches("\\.(TH|SH|TP|B|nf|fi)( .*)?"));
      }
    }
  }
}
