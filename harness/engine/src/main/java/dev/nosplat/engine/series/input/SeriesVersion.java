// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import java.util.Comparator;

/**
 * The version of a series, {@code v2} or, for a part that was sent again, {@code v2.1}.
 *
 * @param major from 1
 * @param minor from 0
 */
public record SeriesVersion(int major, int minor) implements Comparable<SeriesVersion> {
  /** What a subject without a version means. */
  public static final SeriesVersion FIRST = new SeriesVersion(1, 0);

  /** Reads {@code 2}, {@code v2} or {@code v2.1}. */
  public static SeriesVersion parse(String text) {
    String[] numbers = text.replaceFirst("^[vV]", "").split("\\.", 2);
    return new SeriesVersion(
        Integer.parseInt(numbers[0]), numbers.length > 1 ? Integer.parseInt(numbers[1]) : 0);
  }

  @Override
  public int compareTo(SeriesVersion other) {
    return Comparator.comparingInt(SeriesVersion::major)
        .thenComparingInt(SeriesVersion::minor)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return minor == 0 ? String.valueOf(major) : major + "." + minor;
  }
}
