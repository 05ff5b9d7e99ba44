// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ShellCommandTest {
  @TempDir private Path directory;
  private final ScreenText screen = new ScreenText();

  @Test
  void aRunHasItsOwnKernelAndMachine() {
    assertThat(shell("--after", "run", "--tree", "debian:newest", "--gdb", "--cpus", "4"))
        .isEqualTo(2);
    assertThat(screen.err())
        .isEqualTo(
            """
            error: --after takes kernel and machine from the run.
              given besides: --tree --cpus
            What to do: Leave those out, or leave out --after.
            """);
  }

  @Test
  void whatIsNoRunIsNamed() {
    assertThat(shell("--after", directory.toString())).isEqualTo(2);
    assertThat(screen.err()).startsWith("error: " + directory + " is not the directory of a run");
  }

  private int shell(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "shell";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.run(
        all, screen.terminal(), List.of(new CommandLine(new ShellCommand(screen.terminal()))));
  }
}
