// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import java.io.PrintStream;

/**
 * Our own commands to GitHub's runner. From the first line on it is told to take no commands until
 * a word that nobody can guess; the word is said around our annotations alone (GitHub's workflow
 * commands, "Stopping and starting workflow commands"). All of this goes to one stream, because the
 * runner reads two in no order, and to the one that no caller takes for a document.
 */
final class RunnerCommands {
  private final PrintStream raw;
  private final String token;

  /**
   * Commands on this stream, which nothing guards.
   *
   * @param token random
   */
  RunnerCommands(PrintStream raw, String token) {
    this.raw = raw;
    this.token = token;
  }

  /** From here on nothing is a command. */
  void stop() {
    raw.print("::stop-commands::" + token + "\n");
    raw.flush();
  }

  /** Commands of ours, a line each; nothing but them is taken. */
  void say(String commands) {
    if (!commands.isEmpty()) {
      resume();
      raw.print(commands);
      stop();
    }
  }

  /** From here on everything is a command again: whoever comes after us may need it. */
  void resume() {
    raw.print("::" + token + "::\n");
    raw.flush();
  }
}
