// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.progress.LineProgress;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.report.Printable;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;

/**
 * Where a command prints: results to {@code out}, everything else to {@code err}.
 *
 * @param out standard output: verdicts, reports, JSON
 * @param err standard error: progress and problems
 * @param errIsTerminal whether a person watches {@code err}; decides the kind of progress
 * @param colour whether {@code out} may hold escape sequences
 * @param columns width of the screen
 */
record Terminal(
    PrintStream out, PrintStream err, boolean errIsTerminal, boolean colour, int columns) {

  /** What the launcher's {@code -D} definitions say about the two ends. */
  static final String OUT_IS_TERMINAL = "nosplat.terminal.out";

  static final String IN_IS_TERMINAL = "nosplat.terminal.in";
  static final String ERR_IS_TERMINAL = "nosplat.terminal.err";
  static final String COLUMNS = "nosplat.terminal.columns";

  private static final int USUAL_COLUMNS = 80;

  /**
   * The process's own streams. Java cannot ask about one stream alone, so the launcher does and
   * tells; without a launcher nobody is watching.
   */
  static Terminal system(Map<String, String> environment) {
    return new Terminal(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Boolean.getBoolean(ERR_IS_TERMINAL),
        Boolean.getBoolean(OUT_IS_TERMINAL) && wantsColour(environment),
        Integer.getInteger(COLUMNS, USUAL_COLUMNS));
  }

  /** Whether a person types. */
  static boolean inIsTerminal() {
    return Boolean.getBoolean(IN_IS_TERMINAL);
  }

  /** Whether the environment leaves colours on: {@code NO_COLOR} unset or empty, no dumb TERM. */
  static boolean wantsColour(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(environment.get("TERM"));
  }

  /** A moving line for a person, whole lines for a log. */
  Progress progress(InstantSource clock) {
    return errIsTerminal
        ? new BarProgress(err, columns)
        : new LineProgress(line -> err.println(Printable.line(line)), clock);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), true, StandardCharsets.UTF_8);
  }
}
