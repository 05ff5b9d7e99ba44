// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.scenario.Catalogue;
import dev.nosplat.engine.scenario.ScenarioFiles;
import dev.nosplat.report.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nosplat scenario new}. */
@Command(
    name = "new",
    description = "Begins a scenario of your own as a copy of another, which runs as it is.")
final class ScenarioNewCommand implements Callable<Integer> {
  private static final String LIKE = "lru_exits";

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "The directory, which must not be there yet.")
  private Path directory = Path.of("");

  @Option(
      names = "--like",
      paramLabel = "NAME",
      defaultValue = LIKE,
      description = "The scenario to copy (default: ${DEFAULT-VALUE}).")
  private String like = LIKE;

  ScenarioNewCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (Files.exists(directory)) {
      throw new BadInput(
          directory + " is there already",
          List.of(directory.toAbsolutePath().toString()),
          "Give the name of a directory that is not there yet");
    }
    ScenarioFiles files = Catalogue.files(like, Path.of("").toAbsolutePath());
    try {
      for (Map.Entry<String, ScenarioFiles.Content> each : files.files().entrySet()) {
        Path file = directory.resolve(each.getKey());
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, each.getValue().bytes());
        if (each.getValue().executable()) {
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        terminal.out().println(Printable.line(file.toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing into " + directory, e);
    }
    return 0;
  }
}
