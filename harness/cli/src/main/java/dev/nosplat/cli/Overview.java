// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.record.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/** The first screen: what nosplat can do, by what a user wants. */
final class Overview {
  private static final int NAME = 10;
  private static final int INDENT = 2;
  private static final int EXAMPLE = 29;

  private static final List<Group> GROUPS =
      List.of(
          new Group("Judge a change", List.of("check", "gate", "run", "bisect", "patch")),
          new Group("Read a result", List.of("scan", "runs", "report", "diff", "replay", "reach")),
          new Group("Look inside", List.of("shell", "config", "scenario")),
          new Group("This host", List.of("setup", "doctor", "cache")));

  private static final List<String[]> EXAMPLES =
      List.of(
          new String[] {"nosplat check my.patch", "in a kernel tree: build, boot, look for bugs"},
          new String[] {"nosplat check HEAD~3..", "the last three commits"},
          new String[] {"nosplat scan console.log", "find kernel bugs in a console log"});

  private Overview() {}

  private record Group(String title, List<String> commands) {}

  /**
   * The screen.
   *
   * @param line the command line with all its commands
   * @param columns how wide it may be
   */
  static String of(CommandLine line, int columns) {
    Wrapped text = new Wrapped(columns);
    text.paragraph(0, String.join(" ", line.getCommandSpec().usageMessage().description()));
    text.blank();
    EXAMPLES.forEach(each -> text.hanging(INDENT, EXAMPLE - INDENT, each[0], each[1]));
    Set<String> left = new LinkedHashSet<>(line.getSubcommands().keySet());
    for (Group group : GROUPS) {
      text.blank();
      text.paragraph(0, group.title());
      for (String name : group.commands()) {
        if (left.remove(name)) {
          CommandLine command = line.getSubcommands().getOrDefault(name, line);
          text.hanging(INDENT, NAME, name, summary(command));
        }
      }
    }
    text.blank();
    text.paragraph(0, "More: " + String.join(", ", left) + ". nosplat help COMMAND explains one.");
    text.paragraph(0, "Exit codes: " + exitCodes().replaceAll("(\\d) ", "$1" + Wrapped.TIED));
    return text.toString();
  }

  /** What every command ends with. */
  static String exitCodes() {
    List<String> codes = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      codes.add(outcome.exitCode() + " " + outcome);
      if (outcome.exitCode() == 1) {
        codes.add("2 usage or bad input");
      }
    }
    return String.join(", ", codes) + ".";
  }

  private static String summary(CommandLine command) {
    return String.join(" ", command.getCommandSpec().usageMessage().description()).strip();
  }
}
