// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.UrlCredentials;
import dev.nosplat.report.Printable;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressState;

/**
 * Progress for a person: one line that moves, with what is done, of how much, since when and how
 * long still. A phase that took a while leaves a plain line with its time, and no bar stays behind.
 */
final class BarProgress implements Progress, AutoCloseable {
  private static final int REFRESH_MILLIS = 250;

  /** No rate is known before. */
  private static final long SOON = 3;

  private static final Duration WORTH_A_LINE = Duration.ofSeconds(2);

  /** Back to the first column and clear to the end of the line (ECMA-48 EL). */
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream to;
  private final int columns;
  private Optional<ProgressBar> bar = Optional.empty();
  private String name = "";

  BarProgress(PrintStream to, int columns) {
    this.to = to;
    this.columns = columns;
  }

  @Override
  public synchronized void begin(String phase) {
    close();
    name = Printable.line(UrlCredentials.hidden(phase));
    bar =
        Optional.of(
            new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(-1)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .setRenderer(BarProgress::line)
                .setConsumer(new OneLine(to, columns))
                .build());
  }

  @Override
  public synchronized void advance(long done, long expected, String unit) {
    bar.ifPresent(b -> b.setExtraMessage(unit).maxHint(expected > 0 ? expected : -1).stepTo(done));
  }

  @Override
  public synchronized void say(String line) {
    bar.ifPresent(b -> to.print(CLEAR));
    to.println(Printable.line(UrlCredentials.hidden(line)));
    bar.ifPresent(ProgressBar::refresh);
  }

  /** A line of the screen that is written again and again, and is empty in the end. */
  private record OneLine(PrintStream to, int columns) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return columns;
    }

    @Override
    public void accept(String line) {
      to.print(CLEAR + line);
      to.flush();
    }

    @Override
    public void clear() {
      to.print(CLEAR);
    }

    @Override
    public void close() {
      clear();
      to.flush();
    }
  }

  /** Stops moving and clears the line. */
  @Override
  public synchronized void close() {
    Duration took = bar.map(ProgressBar::getTotalElapsed).orElse(Duration.ZERO);
    bar.ifPresent(ProgressBar::close);
    // The bar writes its last state after it has closed the line.
    bar.ifPresent(b -> to.print(CLEAR));
    if (took.compareTo(WORTH_A_LINE) >= 0) {
      to.println(fitted(name, "  " + clock(took), columns));
    }
    bar = Optional.empty();
  }

  /** The line that moves: what, how much of it, since when, how long still. */
  static String line(ProgressState state, int columns) {
    long seconds = state.getTotalElapsed().toSeconds();
    StringBuilder right = new StringBuilder();
    String unit = String.valueOf(state.getExtraMessage()).strip();
    if (state.getCurrent() > 0 || state.getMax() > 0) {
      right.append("  ").append(state.getCurrent());
      right.append(state.getMax() > 0 ? "/" + state.getMax() : "").append(' ').append(unit);
    }
    right.append("  ").append(clock(state.getTotalElapsed()));
    long left = state.getMax() - state.getCurrent();
    if (state.getMax() > 0 && left > 0 && state.getCurrent() > 0 && seconds >= SOON) {
      Duration still = Duration.ofSeconds(seconds * left / state.getCurrent());
      right.append(", about ").append(clock(still)).append(" left");
    }
    return fitted(state.getTaskName(), right.toString(), columns);
  }

  private static String fitted(String left, String right, int columns) {
    int room = Math.max(1, columns - 1 - right.length());
    return (left.length() <= room ? left : left.substring(0, room - 1) + "\u2026") + right;
  }

  private static String clock(Duration time) {
    return String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
  }
}
