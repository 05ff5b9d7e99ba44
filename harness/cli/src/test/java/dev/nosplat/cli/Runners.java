// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What two CI runners make of a job's log: the rules by which each takes a line for a command, in
 * our own words. GitHub's are those of actions/runner 2.3xx (Runner.Common, ActionCommand.TryParse
 * and TryParseV2; Runner.Worker, ActionCommandManager.TryProcessCommand), GitLab's those of
 * Gitlab::Ci::Ansi2json (lib/gitlab/ci/ansi2json/converter.rb).
 */
final class Runners {
  private static final Set<String> COMMANDS =
      Set.of(
          "set-env",
          "set-output",
          "save-state",
          "add-path",
          "add-mask",
          "add-matcher",
          "remove-matcher",
          "debug",
          "notice",
          "warning",
          "error",
          "echo",
          "group",
          "endgroup",
          "internal-set-repo-path",
          "stop-commands");

  private static final Pattern SECTION =
      Pattern.compile("section_(start|end):\\d+:[a-zA-Z0-9_.-]+(\\[.*\\])?\\r(\\u001b\\[0K)?");

  private Runners() {}

  /** The commands that GitHub's runner would carry out, each as its name and its line. */
  static List<String> github(String log) {
    Set<String> known = new TreeSet<>(COMMANDS);
    List<String> done = new ArrayList<>();
    String stop = "";
    // A line ends at a line feed, a carriage return or both.
    for (String line : log.split("\\r\\n|\\n|\\r", -1)) {
      String command = second(line, known);
      command = command.isEmpty() ? first(line, known) : command;
      if (command.isEmpty()) {
        continue;
      }
      if (!stop.isEmpty()) {
        if (command.equalsIgnoreCase(stop)) {
          known.remove(stop);
          stop = "";
        }
        continue;
      }
      if (command.equals("stop-commands")) {
        stop = line.substring(line.lastIndexOf("::") + 2).strip().toLowerCase(Locale.ROOT);
        known.add(stop);
      }
      done.add(command + " " + line);
    }
    return done;
  }

  /** The newer syntax: at the line's start, after anything that is white space. */
  private static String second(String line, Set<String> known) {
    int start = 0;
    while (start < line.length() && isSpace(line.charAt(start))) {
      start++;
    }
    String text = line.substring(start);
    int end = text.startsWith("::") ? text.indexOf("::", 2) : -1;
    return end < 0 ? "" : name(text.substring(2, end), known);
  }

  /** The older syntax: anywhere. */
  private static String first(String line, Set<String> known) {
    int start = line.indexOf("##[");
    int end = start < 0 ? -1 : line.indexOf(']', start);
    return end < 0 ? "" : name(line.substring(start + 3, end), known);
  }

  private static String name(String info, Set<String> known) {
    int space = info.indexOf(' ');
    String name = (space < 0 ? info : info.substring(0, space)).toLowerCase(Locale.ROOT);
    return known.contains(name) ? name : "";
  }

  /** Char.IsWhiteSpace of .NET. */
  private static boolean isSpace(char c) {
    return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == 0x85;
  }

  /** The sections that GitLab would open or close, and whatever else its terminal would obey. */
  static List<String> gitlab(String log) {
    List<String> found = new ArrayList<>();
    SECTION.matcher(log).results().forEach(r -> found.add(r.group()));
    if (log.indexOf('\u001b') >= 0 || log.indexOf('\r') >= 0) {
      found.add("a control sequence");
    }
    return found;
  }
}
