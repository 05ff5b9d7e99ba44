// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import dev.nosplat.record.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * How often a point of the series runs, always on a fresh boot.
 *
 * @param runs the most runs, at least 1
 * @param time no run begins after this much time, except the first
 * @param untilFailure whether the first failure is enough
 */
public record Repetition(int runs, Optional<Duration> time, boolean untilFailure) {
  /** One run. */
  public static final Repetition ONCE = new Repetition(1, Optional.empty(), false);

  public Repetition {
    if (runs < 1) {
      throw new IllegalArgumentException("a change runs at least once, not " + runs + " times");
    }
  }

  /** This many runs. */
  public static Repetition times(int runs) {
    return new Repetition(runs, Optional.empty(), false);
  }

  /**
   * Whether another run is due.
   *
   * @param done runs so far
   * @param last how the last of them ended
   * @param elapsed time since the first began
   */
  boolean goesOn(int done, Outcome last, Duration elapsed) {
    boolean pointless =
        switch (last) {
          // The same kernel does not build or boot better the next time.
          case BUILD_FAILED, BOOT_FAILED, INFRA_FAILED -> true;
          case FAIL -> untilFailure;
          case PASS, INCONCLUSIVE -> false;
        };
    return !pointless && done < runs && time.filter(t -> elapsed.compareTo(t) >= 0).isEmpty();
  }
}
