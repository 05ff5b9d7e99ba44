// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.record.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What took how long in one run. */
final class Timeline {
  private final Clock clock;
  private final Instant began;
  private final List<Phase> phases = new ArrayList<>();
  private Instant last;

  Timeline(Clock clock) {
    this.clock = clock;
    this.began = clock.instant();
    this.last = began;
  }

  /** A phase ends now; it began when the one before it ended. */
  void done(String name, String note) {
    Instant now = clock.instant();
    phases.add(
        new Phase(
            name,
            Duration.between(began, last).toMillis(),
            Duration.between(last, now).toMillis(),
            note));
    last = now;
  }

  Instant began() {
    return began;
  }

  long elapsedMillis() {
    return Duration.between(began, clock.instant()).toMillis();
  }

  List<Phase> phases() {
    return List.copyOf(phases);
  }
}
