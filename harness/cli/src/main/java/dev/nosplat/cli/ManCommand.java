// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nosplat man}: a manual page for each command, made from the commands. */
@Command(
    name = "man",
    description = "Write manual pages, one for each command.",
    footer = {"", "Example: nosplat man ~/.local/share/man/man1, then man nosplat-check"})
final class ManCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "Where they go; made if need be.")
  private Path directory = Path.of("");

  ManCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try {
      Files.createDirectories(directory);
      int count = write(spec.root().commandLine());
      terminal.out().println(count + " pages written to " + directory);
      return 0;
    } catch (IOException e) {
      throw new BadInput(
          "The manual pages cannot be written.",
          List.of(String.valueOf(e)),
          "Name a directory that may be written.",
          e);
    }
  }

  private int write(CommandLine command) throws IOException {
    ManPage page = new ManPage(command);
    Files.writeString(directory.resolve(page.name() + ".1"), page.text());
    int count = 1;
    for (CommandLine below : command.getSubcommands().values()) {
      count += write(below);
    }
    return count;
  }
}
