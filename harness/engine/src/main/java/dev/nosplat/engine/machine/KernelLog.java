// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel's own log, as its {@code /dev/kmsg} gave it to us: what the serial console does not
 * show is who wrote each record. {@code devkmsg_write()} in kernel/printk/printk.c (6.12 to 7.3)
 * lets user space choose any facility but the kernel's own, so a record of facility 0 is the
 * kernel's and no other is.
 *
 * @param lines in order, as the serial console prints them
 * @param gap which records are missing; empty when none is
 * @param collected whether the guest could be asked for it at all
 */
record KernelLog(List<Line> lines, Optional<String> gap, boolean collected) {
  /**
   * "6,339,5140900,-,caller=T1;NET: Registered PF_INET". A kernel may write anything: numbers that
   * do not fit are none.
   */
  private static final Pattern RECORD =
      Pattern.compile(
          "(\\d{1,9}),(\\d{1,18}),(\\d{1,18}),[^,;]*(?:,caller=([^,;]*))?[^;]*;(.*)",
          Pattern.DOTALL);

  private static final Pattern ESCAPED = Pattern.compile("\\\\x([0-9a-f]{2})");
  private static final int FACILITY_SHIFT = 3;
  private static final int SECOND = 1_000_000;
  private static final int SHOWN = 200;

  KernelLog {
    lines = List.copyOf(lines);
  }

  /**
   * One line of the serial console.
   *
   * @param text as printed, without its line break
   * @param userspace whether user space wrote it
   */
  record Line(String text, boolean userspace) {}

  /** The log of a guest that could not be asked. */
  static KernelLog none() {
    return new KernelLog(List.of(), Optional.empty(), false);
  }

  /** The log that these records are, from the first that this kernel ever wrote. */
  static KernelLog of(List<String> records) {
    List<Line> lines = new ArrayList<>();
    Optional<String> gap = Optional.empty();
    long next = 0;
    for (String record : records) {
      Matcher parts = RECORD.matcher(record);
      if (!parts.matches()) {
        gap = gap.or(() -> Optional.of("not a record of the log: " + brief(record)));
        continue;
      }
      long sequence = Long.parseLong(parts.group(2));
      if (sequence != next && gap.isEmpty()) {
        gap = Optional.of("records " + next + " to " + (sequence - 1) + " are gone");
      }
      next = sequence + 1;
      long micros = Long.parseLong(parts.group(3));
      boolean userspace = Integer.parseInt(parts.group(1)) >> FACILITY_SHIFT != 0;
      String prefix =
          String.format(Locale.ROOT, "[%5d.%06d]", micros / SECOND, micros % SECOND)
              + Optional.ofNullable(parts.group(4))
                  .map(caller -> String.format(Locale.ROOT, "[%6s]", caller))
                  .orElse("");
      for (String text : unescape(parts.group(5)).split("\n", -1)) {
        lines.add(new Line(prefix + " " + text, userspace));
      }
    }
    return new KernelLog(lines, gap, true);
  }

  private static String brief(String record) {
    return record.length() <= SHOWN ? record : record.substring(0, SHOWN) + "...";
  }

  /** {@code append_char()} there writes what is not printable ASCII as {@code \xNN}. */
  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(raw.length);
    Matcher escaped = ESCAPED.matcher(text);
    int at = 0;
    while (escaped.find()) {
      bytes.put(text.substring(at, escaped.start()).getBytes(StandardCharsets.UTF_8));
      bytes.put((byte) Integer.parseInt(escaped.group(1), 16));
      at = escaped.end();
    }
    bytes.put(text.substring(at).getBytes(StandardCharsets.UTF_8));
    // The console's log leaves carriage returns out.
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).replace("\r", "");
  }
}
