// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.List;

/**
 * One stretch of a run, for the timeline.
 *
 * @param name {@code source}, {@code build}, {@code boot}, {@code scenario}, {@code canary} ...
 * @param startMillis milliseconds after the run began
 * @param durationMillis how long it took
 * @param note what it did, for example {@code 14 objects compiled} or {@code from the store}
 */
public record Phase(String name, long startMillis, long durationMillis, String note) {
  /** How long the phases of this name took in all, in seconds; 0 where there is none. */
  public static double seconds(List<Phase> phases, String name) {
    return phases.stream().filter(p -> p.name().equals(name)).mapToLong(Phase::durationMillis).sum()
        / 1000.0;
  }
}
