// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.progress;

import dev.nosplat.record.UrlCredentials;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Consumer;

/** Progress for logs: whole lines with the elapsed time, at most one count every ten seconds. */
public final class LineProgress implements Progress {
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Consumer<String> to;
  private final InstantSource clock;
  private final Instant start;
  private Instant lastCount;
  private boolean complete;

  /**
   * Makes one that counts from now.
   *
   * @param to takes each line, without its end
   * @param clock for the elapsed time
   */
  public LineProgress(Consumer<String> to, InstantSource clock) {
    this.to = to;
    this.clock = clock;
    this.start = clock.instant();
    this.lastCount = start;
  }

  @Override
  public synchronized void begin(String phase) {
    lastCount = clock.instant();
    complete = false;
    print(lastCount, phase);
  }

  @Override
  public synchronized void advance(long done, long expected, String unit) {
    Instant now = clock.instant();
    boolean last = expected > 0 && done >= expected;
    if (complete || (!last && now.isBefore(lastCount.plus(PAUSE)))) {
      return;
    }
    complete = last;
    lastCount = now;
    print(now, done + (expected > 0 ? " of " + expected : "") + " " + unit);
  }

  @Override
  public synchronized void say(String line) {
    print(clock.instant(), line);
  }

  private void print(Instant now, String text) {
    double seconds = Duration.between(start, now).toMillis() / 1000.0;
    to.accept(String.format(Locale.ROOT, "[%6.1fs] %s", seconds, UrlCredentials.hidden(text)));
  }
}
