// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.progress.LineProgress;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.report.Printable;
import dev.nosplat.report.TerminalReport;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command prints: results to {@code out}, everything else to {@code err}.
 *
 * @param out standard output: verdicts, reports, JSON
 * @param err standard error: progress and problems
 * @param errIsTerminal whether a person watches {@code err}; decides the kind of progress
 * @param colour whether {@code out} may hold escape sequences
 * @param columns width of the screen
 * @param runner where a CI runner reads commands from what is printed
 */
record Terminal(
    PrintStream out,
    PrintStream err,
    boolean errIsTerminal,
    boolean colour,
    int columns,
    Optional<RunnerCommands> runner) {

  /** A terminal, or a log that nothing reads commands from. */
  Terminal(PrintStream out, PrintStream err, boolean errIsTerminal, boolean colour, int columns) {
    this(out, err, errIsTerminal, colour, columns, Optional.empty());
  }

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
  static Terminal system(Map<String, String> environment, SecureRandom random) {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    OutputStream err = new FileOutputStream(FileDescriptor.err);
    return isSet(environment, "GITHUB_ACTIONS") || isSet(environment, "GITLAB_CI")
        ? runner(out, err, environment, random)
        : new Terminal(
            stream(out),
            stream(err),
            Boolean.getBoolean(ERR_IS_TERMINAL),
            Boolean.getBoolean(OUT_IS_TERMINAL) && wantsColour(environment),
            Integer.getInteger(COLUMNS, USUAL_COLUMNS));
  }

  /** The two streams of a job whose runner reads commands from them. */
  static Terminal runner(
      OutputStream out, OutputStream err, Map<String, String> environment, SecureRandom random) {
    byte[] token = new byte[16];
    random.nextBytes(token);
    Optional<RunnerCommands> commands =
        isSet(environment, "GITHUB_ACTIONS")
            ? Optional.of(new RunnerCommands(stream(err), HexFormat.of().formatHex(token)))
            : Optional.empty();
    return new Terminal(
        stream(new RunnerLogStream(out)),
        stream(new RunnerLogStream(err)),
        false,
        false,
        USUAL_COLUMNS,
        commands);
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    return environment.getOrDefault(name, "").equals("true");
  }

  /** Prints annotations where the runner takes them, and elsewhere if there is none. */
  void annotate(String commands, PrintStream elsewhere) {
    if (runner.isPresent()) {
      runner.get().say(commands);
    } else {
      elsewhere.print(commands);
    }
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

  /** Whether reports have colours. */
  TerminalReport.Colours colours() {
    return colour ? TerminalReport.Colours.ON : TerminalReport.Colours.OFF;
  }

  /** A run's report for these ends: as wide as a screen, or as a log is. */
  TerminalReport report() {
    return Boolean.getBoolean(OUT_IS_TERMINAL)
        ? new TerminalReport(colours(), columns)
        : new TerminalReport(colours());
  }

  /** The report of what a command left. */
  String text(Kept kept) {
    TerminalReport report = report();
    return kept.<String>as(report::of, report::of, report::of);
  }

  /** A moving line for a person, whole lines for a log. */
  Progress progress(InstantSource clock) {
    return errIsTerminal
        ? new BarProgress(err, columns)
        : new LineProgress(line -> err.println(Printable.line(line)), clock);
  }

  /**
   * The same, for a command in the guest whose output is shown.
   *
   * @param output where its standard output goes
   */
  Progress commandProgress(InstantSource clock, PrintStream output) {
    if (errIsTerminal) {
      BarProgress bar = new BarProgress(err, columns);
      return new CommandProgress(bar, bar::close, output, err);
    }
    return new CommandProgress(progress(clock), () -> {}, output, err);
  }

  private static PrintStream stream(OutputStream to) {
    return new PrintStream(new BufferedOutputStream(to), true, StandardCharsets.UTF_8);
  }
}
