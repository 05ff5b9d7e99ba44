// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

/**
 * One stretch of a run, for the timeline.
 *
 * @param name {@code source}, {@code build}, {@code boot}, {@code scenario}, {@code canary} ...
 * @param startMillis milliseconds after the run began
 * @param durationMillis how long it took
 * @param note what it did, for example {@code 14 objects compiled} or {@code from the store}
 */
public record Phase(String name, long startMillis, long durationMillis, String note) {}
