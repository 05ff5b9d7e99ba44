// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.symbols;

import dev.nosplat.engine.problem.InfraFailed;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Runs {@code nm} and {@code addr2line}, wherever they are. */
@FunctionalInterface
public interface Binutils {

  /**
   * Runs a command to its end and hands over each line that it prints.
   *
   * @throws InfraFailed if it cannot be run
   */
  void run(List<String> command, Consumer<String> line) throws InterruptedException;

  /** The host's own. */
  static Binutils ofHost() {
    return (command, line) -> {
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
          for (String next = out.readLine(); next != null; next = out.readLine()) {
            line.accept(next);
          }
        } finally {
          process.destroy();
        }
        process.waitFor();
      } catch (IOException e) {
        throw new InfraFailed(
            "The tools that read debug information are not there.",
            List.of(String.valueOf(e.getMessage())),
            "Install binutils, or leave --vmlinux out.",
            e);
      }
    };
  }
}
