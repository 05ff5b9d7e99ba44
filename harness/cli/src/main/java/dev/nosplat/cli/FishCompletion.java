// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completion for fish, as its {@code complete} builtin takes it; picocli writes bash alone. Every
 * line is for one command or option.
 */
final class FishCompletion {
  private final CommandLine root;
  private final StringBuilder text = new StringBuilder();

  FishCompletion(CommandLine root) {
    this.root = root;
  }

  /** The script. */
  String script() {
    String name = root.getCommandName();
    text.append("# fish completion for ").append(name).append("; made from its commands\n");
    text.append("complete -c ").append(name).append(" -f -n __fish_use_subcommand\n");
    commands(root, List.of());
    return text.toString();
  }

  private void commands(CommandLine command, List<String> path) {
    options(command, path);
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              line(path, command.getSubcommands().keySet().stream().toList())
                  .append(" -a ")
                  .append(name)
                  .append(about(description(sub)));
              text.append('\n');
              List<String> deeper = new ArrayList<>(path);
              deeper.add(name);
              commands(sub, deeper);
            });
  }

  private void options(CommandLine command, List<String> path) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (option.hidden()) {
        continue;
      }
      line(path, List.of());
      for (String name : option.names()) {
        text.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
      }
      if (option.arity().max() > 0) {
        text.append(" -r");
        if (option.auxiliaryTypes()[0].isEnum()) {
          text.append(" -f -a ").append(quoted(constants(option.auxiliaryTypes()[0])));
        }
      }
      text.append(about(String.join(" ", option.description()))).append('\n');
    }
  }

  /** The beginning of a line that counts below these commands, and before any of those. */
  private StringBuilder line(List<String> path, List<String> notYet) {
    text.append("complete -c ").append(root.getCommandName());
    List<String> conditions = new ArrayList<>();
    if (path.isEmpty()) {
      conditions.add("__fish_use_subcommand");
    }
    path.forEach(name -> conditions.add("__fish_seen_subcommand_from " + name));
    if (!path.isEmpty() && !notYet.isEmpty()) {
      conditions.add("not __fish_seen_subcommand_from " + String.join(" ", notYet));
    }
    return text.append(" -n ").append(quoted(String.join("; and ", conditions)));
  }

  private static String constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(each -> String.valueOf(each).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" "));
  }

  private static String description(CommandLine command) {
    return String.join(" ", command.getCommandSpec().usageMessage().description());
  }

  private static String about(String description) {
    String first = description.replaceFirst("(?<=[a-z)])[.:;] .*|\\$\\{.*", "").strip();
    return first.isEmpty() ? "" : " -d " + quoted(first);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
