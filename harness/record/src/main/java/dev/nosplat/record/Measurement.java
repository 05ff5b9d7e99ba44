// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.List;

/**
 * One thing that was measured, as often as it was.
 *
 * @param name what was measured, as a person says it
 * @param unit {@code s} or {@code tasks/s}
 * @param values each measurement, in order; at least one
 */
public record Measurement(String name, String unit, List<Double> values) {
  public Measurement {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException(name + " was never measured");
    }
  }

  /** The middle value; of an even number of them, the mean of the middle two. */
  public double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** All of them as one JSON document on one line, without a newline. */
  public static String json(List<Measurement> all) {
    return Documents.line(all);
  }
}
