// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a build's time went into.
 *
 * @param steps wall-clock time; no entry where a step was not come to
 */
public record BuildTimes(Map<BuildStep, Duration> steps) {
  /** Nothing was built. */
  public static final BuildTimes NONE = new BuildTimes(Map.of());

  /** Copies the map. */
  public BuildTimes {
    Map<BuildStep, Duration> copy = new EnumMap<>(BuildStep.class);
    copy.putAll(steps);
    steps = java.util.Collections.unmodifiableMap(copy);
  }

  /** A step's time; zero where it was not come to. */
  public Duration of(BuildStep step) {
    return steps.getOrDefault(step, Duration.ZERO);
  }

  /** For example {@code configure 2.9 s, compile 5.1 s, link 6.0 s}. */
  @Override
  public String toString() {
    return steps.entrySet().stream()
        .map(
            e ->
                String.format(
                    Locale.ROOT, "%s %.1f s", e.getKey().text(), e.getValue().toMillis() / 1000.0))
        .collect(Collectors.joining(", "));
  }
}
