// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.project.FirstProject;
import dev.nosplat.engine.project.ProjectFile;
import dev.nosplat.report.Printable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nosplat init}: a {@code nosplat.yaml} to begin with. */
@Command(
    name = "init",
    description = "Write a nosplat.yaml, which says once what commands take.",
    footer = {"", "It fits the directory here: in a kernel tree it names that tree."})
final class InitCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Option(
      names = "--schema",
      description = "Write nothing; print the file's JSON schema, which editors check it with.")
  private boolean schema;

  InitCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() {
    if (schema) {
      terminal.out().print(ProjectFile.schema());
      return 0;
    }
    Path directory = settings.get().directory();
    Path file = directory.resolve(ProjectFile.NAME);
    String text =
        FirstProject.text(
            PlanTree.isKernelTree(directory),
            Files.isRegularFile(directory.resolve("known-issues.yaml")));
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new BadInput(
          file + " is there already.", List.of(), "Change it, or remove it first.", e);
    } catch (IOException e) {
      throw new InfraFailed(
          file + " cannot be written.",
          List.of(String.valueOf(e)),
          "Change into a directory that you may write.",
          e);
    }
    terminal.out().println("wrote " + Printable.line(file.toString()));
    return 0;
  }
}
