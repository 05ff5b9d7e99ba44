// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.UrlCredentials;
import dev.nosplat.report.Printable;
import java.io.PrintStream;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress for a person: one line that moves, with what is done, of how much, and the elapsed time.
 */
final class BarProgress implements Progress, AutoCloseable {
  private static final int REFRESH_MILLIS = 250;

  /** Back to the first column and clear to the end of the line (ECMA-48 EL). */
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream to;
  private final int columns;
  private Optional<ProgressBar> bar = Optional.empty();

  BarProgress(PrintStream to, int columns) {
    this.to = to;
    this.columns = columns;
  }

  @Override
  public synchronized void begin(String phase) {
    close();
    bar =
        Optional.of(
            new ProgressBarBuilder()
                .setTaskName(Printable.line(UrlCredentials.hidden(phase)))
                .setInitialMax(-1)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setConsumer(new ConsoleProgressBarConsumer(to, columns))
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

  /** Leaves the last state of the line on the screen and stops moving. */
  @Override
  public synchronized void close() {
    bar.ifPresent(ProgressBar::close);
    bar = Optional.empty();
  }
}
