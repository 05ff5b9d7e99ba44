// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.progress.PassedOn;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.report.Printable;
import java.io.PrintStream;

/**
 * Progress that also shows what a command in the guest prints, safe for a terminal and only so much
 * of it: the run directory has the rest.
 */
final class CommandProgress extends PassedOn {
  private static final long MOST_CHARACTERS = 4L << 20;

  private final Runnable rest;
  private final PrintStream out;
  private final PrintStream err;
  private long shown;

  /**
   * Shows beside that progress.
   *
   * @param rest stops the line that moves, before something is printed over it
   * @param out where the command's standard output goes
   * @param err where its standard error goes
   */
  CommandProgress(Progress progress, Runnable rest, PrintStream out, PrintStream err) {
    super(progress);
    this.rest = rest;
    this.out = out;
    this.err = err;
  }

  @Override
  public synchronized void printed(String line, boolean error) {
    rest.run();
    if (shown >= MOST_CHARACTERS) {
      return;
    }
    shown += line.length() + 1L;
    (error ? err : out).println(Printable.block(line));
    if (shown >= MOST_CHARACTERS) {
      err.println("note: the command prints more; output.log in the run directory has it");
    }
  }
}
