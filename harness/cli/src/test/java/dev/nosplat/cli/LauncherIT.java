// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The launcher and the jar that this build has just made. */
class LauncherIT {
  private static final Path SOURCES = Path.of("../..").toAbsolutePath().normalize();

  private record Ending(int code, String out, String err) {}

  @Test
  void theVersionIsThatOfTheJar() throws Exception {
    assertThat(nosplat("--version").out()).matches("nosplat \\d+\\.\\d+\\.\\d+\\S*\n");
  }

  @Test
  void exitCodesAndStreamsReachTheCaller() throws Exception {
    Ending ending = nosplat("no-such-command");
    assertThat(ending.code()).isEqualTo(2);
    assertThat(ending.out()).isEmpty();
    assertThat(ending.err()).startsWith("error: ").contains("What to do: ");
  }

  @Test
  void argumentsArriveAsTheyWereGiven() throws Exception {
    assertThat(nosplat("--one two  three*").err()).contains("no option --one two  three*.");
  }

  @Test
  void withoutATerminalThereAreNoEscapeSequences() throws Exception {
    assertThat(nosplat("help", "check").out())
        .startsWith("Usage: nosplat check")
        .doesNotContain("\u001b");
  }

  @Test
  void onATerminalHelpIsInColourUnlessNoColorIsSet() throws Exception {
    assertThat(onTerminal("")).contains("\u001b[");
    assertThat(onTerminal("NO_COLOR=1 ")).contains("Usage: nosplat check").doesNotContain("\u001b");
  }

  private static String onTerminal(String environment) throws IOException, InterruptedException {
    String command = environment + "TERM=xterm '" + SOURCES.resolve("nosplat") + "' help check";
    return run(List.of("script", "--quiet", "--return", "--command", command, "/dev/null")).out();
  }

  private static Ending nosplat(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(SOURCES.resolve("nosplat").toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static Ending run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    String out = text(process.getInputStream());
    String err = text(process.getErrorStream());
    return new Ending(process.waitFor(), out, err);
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }
}
