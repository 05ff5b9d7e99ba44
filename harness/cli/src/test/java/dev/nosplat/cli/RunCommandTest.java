// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static dev.nosplat.cli.ScreenText.golden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RunCommandTest {
  private final ScreenText screen = new ScreenText();

  @Test
  void aProgramThatIsNotHereIsNamedBeforeAnythingIsBuilt() throws IOException {
    assertThat(run("--tree", "/nowhere", "--", "./no-such.sh", "-x")).isEqualTo(2);
    assertThat(screen.err()).matches(golden("run/no-program.txt"));
  }

  @Test
  void aFileToBringThatIsNotHereIsNamed() throws IOException {
    assertThat(run("--with", "no-such-data", "--", "true")).isEqualTo(2);
    assertThat(screen.err()).matches(golden("run/no-file.txt"));
  }

  @Test
  void aTimeThatNoCommandCanHaveIsRefused() throws IOException {
    assertThat(run("--seconds", "0", "true")).isEqualTo(2);
    assertThat(screen.err()).isEqualTo(golden("run/no-time.txt"));
  }

  @Test
  void withoutACommandThereIsNothingToRun() {
    assertThat(run("--tree", "debian:newest")).isEqualTo(2);
    assertThat(screen.err()).contains("COMMAND");
  }

  @Test
  void whatFollowsTheCommandIsTheCommandsOwn() {
    assertThat(run("./no-such.sh", "--seconds", "0", "--nonsense")).isEqualTo(2);
    assertThat(screen.err()).contains("There is no program ./no-such.sh");
  }

  @Test
  void whatACommandPrintsIsSafeForTheTerminalAndOnItsStream() {
    CommandProgress progress = progress(() -> {});
    progress.printed("red \u001b[31m and \u202e back\ttab", false);
    progress.printed("trouble", true);
    assertThat(screen.out()).isEqualTo("red \\x1b[31m and \\u{202e} back\ttab\n");
    assertThat(screen.err()).isEqualTo("trouble\n");
  }

  @Test
  void theMovingLineRestsBeforeSomethingIsPrintedOverIt() {
    AtomicInteger rests = new AtomicInteger();
    progress(rests::incrementAndGet).printed("x", false);
    assertThat(rests).hasValue(1);
  }

  @Test
  void aFloodIsCutOffOnceAndSaidToBe() {
    CommandProgress progress = progress(() -> {});
    String line = "y".repeat(1 << 16);
    for (int i = 0; i < 200; i++) {
      progress.printed(line, false);
    }
    assertThat(screen.out().length()).isLessThan(5 << 20);
    assertThat(screen.err())
        .isEqualTo("note: the command prints more; output.log in the run directory has it\n");
  }

  private CommandProgress progress(Runnable rest) {
    return new CommandProgress(
        Progress.silent(), rest, screen.terminal().out(), screen.terminal().err());
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "run";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.run(
        all,
        screen.terminal(),
        List.of(new CommandLine(new RunCommand(screen.terminal())).setStopAtPositional(true)));
  }
}
