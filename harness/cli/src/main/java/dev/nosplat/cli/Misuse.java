// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.source.NearestNames;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that picocli cannot read, as a problem with what may have been meant. */
final class Misuse {
  private Misuse() {}

  /** What is wrong, the nearest that is right, and where to read on. */
  static BadInput of(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      if (word.startsWith("-")) {
        return noOption(command, word.replaceFirst("=.*", ""));
      }
      return command.getSubcommands().isEmpty()
          ? new BadInput(name(command) + " does not take " + word + ".", List.of(), help(command))
          : noCommand(command, word);
    }
    ArgSpec argument = wrong.getArgSpec();
    if (argument != null && wrong.getValue() != null) {
      String option =
          argument instanceof OptionSpec option1 ? option1.longestName() : argument.paramLabel();
      Optional<String> wants = wants(argument);
      if (wants.isPresent()) {
        return new BadInput(
            option + " takes " + wants.get() + ", not " + wrong.getValue() + ".",
            List.of(),
            help(command));
      }
    }
    String first = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
    return new BadInput(first.endsWith(".") ? first : first + ".", List.of(), help(command));
  }

  /** There is no command of this name. */
  static BadInput noCommand(CommandLine command, String word) {
    return new BadInput(
        name(command) + " has no command " + word + ".",
        near(word, List.copyOf(command.getSubcommands().keySet())),
        help(command));
  }

  private static BadInput noOption(CommandLine command, String word) {
    List<String> options =
        command.getCommandSpec().options().stream()
            .filter(option -> !option.hidden())
            .map(OptionSpec::longestName)
            .toList();
    return new BadInput(
        name(command) + " has no option " + word + ".", near(word, options), help(command));
  }

  /** The nearest name, if it may be meant: at most half of the letters are others. */
  private static List<String> near(String word, List<String> names) {
    return NearestNames.of(word, names).stream()
        .filter(name -> NearestNames.distance(word, name) <= Math.max(2, word.length() / 2))
        .limit(1)
        .map(name -> "did you mean " + name + "?")
        .toList();
  }

  /** What values an argument has; empty where any text will do. */
  private static Optional<String> wants(ArgSpec argument) {
    Class<?> type = argument.auxiliaryTypes()[0];
    if (type.isEnum()) {
      return Optional.of(
          Arrays.stream(type.getEnumConstants())
              .map(each -> String.valueOf(each).toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(" or ")));
    }
    return type == int.class || type == Integer.class || type == long.class
        ? Optional.of("a whole number")
        : type == double.class ? Optional.of("a number") : Optional.empty();
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  private static String help(CommandLine command) {
    String own = name(command).replaceFirst("^nosplat ?", "");
    return "See nosplat help" + (own.isEmpty() ? "" : " " + own) + ".";
  }
}
