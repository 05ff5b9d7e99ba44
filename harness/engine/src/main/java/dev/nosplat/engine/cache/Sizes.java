// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import dev.nosplat.engine.problem.BadInput;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes on disk as people write them. */
public final class Sizes {
  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,7}(?:[.][0-9]{1,3})?) ?([KMGT]?)(I?)B?");
  private static final String UNITS = "KMGT";
  private static final long DECIMAL = 1000;
  private static final long BINARY = 1024;

  private Sizes() {}

  /**
   * The bytes of {@code 500M}, {@code 20G} and {@code 1.5TB}, decimal as disks are sold, and of
   * {@code 20GiB}, binary as memory is.
   *
   * @throws BadInput if it is no size
   */
  public static long parse(String size) {
    Matcher parts = SIZE.matcher(size.strip().toUpperCase(Locale.ROOT));
    if (!parts.matches() || parts.group(2).isEmpty() && !parts.group(3).isEmpty()) {
      throw new BadInput(
          "\"" + size + "\" is no size.", List.of(), "Write a number and a unit: 500M, 20GiB.");
    }
    BigDecimal bytes = new BigDecimal(parts.group(1));
    long step = parts.group(3).isEmpty() ? DECIMAL : BINARY;
    int powers = parts.group(2).isEmpty() ? 0 : UNITS.indexOf(parts.group(2)) + 1;
    return bytes
        .multiply(BigDecimal.valueOf(step).pow(powers))
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  /** A size to read: {@code 12.3 GB}, {@code 40.0 MB}; decimal. */
  public static String text(long bytes) {
    double shown = bytes / (double) (DECIMAL * DECIMAL);
    String unit = " MB";
    for (String next : List.of(" GB", " TB")) {
      if (shown >= DECIMAL) {
        shown /= DECIMAL;
        unit = next;
      }
    }
    return String.format(Locale.ROOT, "%.1f", shown) + unit;
  }
}
