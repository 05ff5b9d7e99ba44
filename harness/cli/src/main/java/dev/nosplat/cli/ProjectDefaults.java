// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.project.Project;
import dev.nosplat.engine.project.ProjectFile;
import dev.nosplat.report.Printable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Gives options that a command line leaves out the values of the {@code nosplat.yaml} that holds
 * where the user stands, and says so: nobody should have to guess what was tested.
 */
final class ProjectDefaults implements IExecutionStrategy {
  /** Leaves that file out of account. */
  static final String OFF = "--no-config";

  private static final Set<String> COMMANDS = Set.of("check", "gate", "run", "bisect");

  /** Who names one of these says where the kernel comes from, and all about it. */
  private static final List<String> OTHER_KERNELS = List.of("--kernel", "--release");

  private static final List<String> OF_A_TREE = List.of("--tree", "--config", "--compiler");

  private final Path directory;
  private final PrintStream err;

  /**
   * Defaults.
   *
   * @param directory where the user stands
   * @param err told what was taken from the file
   */
  ProjectDefaults(Path directory, PrintStream err) {
    this.directory = directory;
    this.err = err;
  }

  /** Adds {@link #OFF} to the commands that take defaults. */
  static void addOption(CommandLine line) {
    line.getSubcommands().entrySet().stream()
        .filter(each -> COMMANDS.contains(each.getKey()))
        .forEach(
            each ->
                each.getValue()
                    .getCommandSpec()
                    .addOption(
                        OptionSpec.builder(OFF)
                            .description("Take no defaults from " + ProjectFile.NAME + ".")
                            .build()));
  }

  @Override
  public int execute(ParseResult parsed) {
    ParseResult command = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    boolean takes =
        COMMANDS.contains(command.commandSpec().name())
            && !command.hasMatchedOption(OFF)
            && !command.hasMatchedOption("--help");
    if (takes) {
      try {
        ProjectFile.find(directory).ifPresent(project -> apply(project, command));
      } catch (Problem e) {
        throw new CommandLine.ExecutionException(
            command.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
      }
    }
    return new RunLast().execute(parsed);
  }

  private void apply(Project project, ParseResult command) {
    List<String> taken = new ArrayList<>();
    boolean ownKernel = OTHER_KERNELS.stream().anyMatch(command::hasMatchedOption);
    values(project)
        .forEach(
            (name, words) -> {
              OptionSpec option = command.commandSpec().findOption(name);
              if (option != null
                  && !words.isEmpty()
                  && !command.hasMatchedOption(option)
                  && !(ownKernel && OF_A_TREE.contains(name))) {
                option.setValue(value(option, words));
                words.forEach(word -> taken.add(name + " " + word));
              }
            });
    if (!taken.isEmpty()) {
      err.println(
          Printable.line("defaults of " + project.file() + ": " + String.join(", ", taken)));
    }
  }

  /** The words that the file has for each option. */
  private static Map<String, List<String>> values(Project project) {
    Project.Defaults defaults = project.defaults();
    Map<String, List<String>> values = new LinkedHashMap<>();
    values.put("--tree", defaults.tree().stream().toList());
    values.put("--config", defaults.config());
    values.put("--compiler", defaults.compiler().map(Compiler::command).stream().toList());
    values.put("--scenario", defaults.scenario().stream().toList());
    values.put("--profile", defaults.profile().stream().toList());
    values.put("--known", project.known().map(Path::toString).stream().toList());
    Optional<CheckPlan.Shape> shape = defaults.machine();
    values.put("--cpus", shape.map(s -> String.valueOf(s.cpus())).stream().toList());
    values.put("--memory", shape.map(s -> String.valueOf(s.memoryMiB())).stream().toList());
    values.put("--append", shape.map(CheckPlan.Shape::kernelParameters).orElse(List.of()));
    values.put("--root", shape.map(s -> s.root().label()).stream().toList());
    return values;
  }

  /** What picocli would have made of these words on the command line. */
  private static Object value(OptionSpec option, List<String> words) {
    Class<?> type = option.auxiliaryTypes()[0];
    List<Object> values = new ArrayList<>();
    words.forEach(word -> values.add(converted(type, word)));
    if (option.typeInfo().isCollection()) {
      return values;
    }
    return option.typeInfo().isOptional() ? Optional.of(values.get(0)) : values.get(0);
  }

  private static Object converted(Class<?> type, String word) {
    if (type == String.class) {
      return word;
    }
    if (type == Path.class) {
      return Path.of(word);
    }
    if (type == int.class || type == Integer.class) {
      return Integer.valueOf(word);
    }
    return Stream.of(type.getEnumConstants())
        .filter(each -> ((Enum<?>) each).name().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no value for an option of " + type));
  }
}
