// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.cache.Cache;
import dev.nosplat.engine.cache.Sizes;
import dev.nosplat.report.Printable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The cache in words and columns. */
final class CacheText {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  /** A key of 32 digits is cut to what tells entries apart; a directory's name is not. */
  private static final int KEY = 12;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);

  /** On a narrower screen the day alone is shown. */
  private static final int ROOM_FOR_TIME = 80;

  private static final int GAP = 2;
  private static final int SIZE = 8;

  /** The room that the last column has before names get more. */
  private static final int WHAT = 24;

  private static final long KILO = 1000;
  private static final long MEGA = KILO * KILO;

  private CacheText() {}

  /**
   * A heading and a row for each item. Nothing is cut: what a screen has no room for stands below.
   *
   * @param columns how wide the screen is
   */
  static String table(List<Cache.Item> items, int columns) {
    if (items.isEmpty()) {
      return "";
    }
    Wrapped table = new Wrapped(columns);
    DateTimeFormatter date = columns < ROOM_FOR_TIME ? DAY : STAMP;
    int kind = Math.max(4, longest(items, Cache.Item::kind)) + GAP;
    int used = date.format(Instant.EPOCH).length();
    int fixed = kind + GAP + SIZE + GAP + used + GAP;
    int what = Math.min(WHAT, longest(items, Cache.Item::what));
    int room = Math.max(KEY, Wrapped.fitting(columns) - fixed - what);
    int name = Math.min(Math.max(3, longest(items, CacheText::name)), room);
    int last = fixed + name;
    String row = "%-" + kind + "s%-" + name + "s  %" + SIZE + "s  %-" + used + "s";
    String heading = columns < ROOM_FOR_TIME ? "last used" : "last used (UTC)";
    table.hanging(0, last, String.format(Locale.ROOT, row, "kind", "key", "MB", heading), "what");
    for (Cache.Item item : items) {
      String first = Printable.line(item.kind());
      String called = Printable.line(name(item));
      if (called.length() > name) {
        table.line(String.format(Locale.ROOT, "%-" + kind + "s%s", first, called));
        first = "";
        called = "";
      }
      String size = megabytes(item.bytes());
      String when = item.lastUsed().equals(Instant.EPOCH) ? "never" : date.format(item.lastUsed());
      String head = String.format(Locale.ROOT, row, first, called, size, when);
      table.hanging(0, last, head, Printable.line(item.what()));
    }
    return table.toString();
  }

  private static int longest(List<Cache.Item> items, Function<Cache.Item, String> text) {
    return items.stream().mapToInt(i -> Printable.line(text.apply(i)).length()).max().orElse(0);
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

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / (double) MEGA);
  }
}
