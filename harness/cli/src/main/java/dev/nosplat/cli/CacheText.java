// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.cache.Cache;
import dev.nosplat.engine.cache.Sizes;
import dev.nosplat.report.Printable;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The cache in words and columns. */
final class CacheText {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  /** A key of 32 digits is cut to what tells entries apart; a directory's name is not. */
  private static final int KEY = 12;

  private static final long KILO = 1000;
  private static final long MEGA = KILO * KILO;

  private CacheText() {}

  /** A heading and a line for each item. */
  static String table(List<Cache.Item> items) {
    int kind = items.stream().mapToInt(i -> i.kind().length()).max().orElse(0);
    int name = items.stream().mapToInt(i -> name(i).length()).max().orElse(0);
    String row = "%-" + Math.max(4, kind) + "s  %-" + Math.max(3, name) + "s  %8s  %-16s  %s\n";
    StringBuilder table = new StringBuilder();
    if (!items.isEmpty()) {
      table.append(line(row, "kind", "key", "MB", "last used (UTC)", "what"));
    }
    for (Cache.Item item : items) {
      table.append(
          line(
              row,
              item.kind(),
              name(item),
              megabytes(item.bytes()),
              STAMP.format(item.lastUsed()),
              item.what()));
    }
    return Printable.block(table.toString());
  }

  /** How much they take together. */
  static String total(List<Cache.Item> items) {
    boolean whole = items.stream().allMatch(item -> item.usage().whole());
    return (whole ? "" : "more than ") + Sizes.text(Cache.bytes(items));
  }

  /** How many runs there are and how much they take. */
  static String runs(Cache.Item runs) {
    return runs.what() + ", " + total(List.of(runs)) + ",";
  }

  /** Which one is meant, within a sentence. */
  static String name(Cache.Item item) {
    return item.name().matches("[0-9a-f]{32}") ? item.name().substring(0, KEY) : item.name();
  }

  private static String line(String row, Object... columns) {
    return String.format(Locale.ROOT, row, columns).stripTrailing() + "\n";
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / (double) MEGA);
  }
}
