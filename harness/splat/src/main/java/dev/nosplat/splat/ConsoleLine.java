// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.Optional;

/**
 * One line of a console, taken apart.
 *
 * @param number its place in the input, from 1
 * @param text the whole line without control characters
 * @param message what was printed, without prefixes and without leading and trailing blanks
 * @param caller {@code T123} or {@code C1} where the kernel prints its callers, else empty
 * @param stamped whether the kernel's own timestamp, level or record header stood before the
 *     message
 * @param userspace whether the record's facility is not the kernel's: written through {@code
 *     /dev/kmsg}
 */
record ConsoleLine(
    long number, String text, String message, String caller, boolean stamped, boolean userspace) {

  static ConsoleLine parse(long number, String raw) {
    String text = Controls.strip(raw);
    return new LinePrefix(text).parse(number);
  }

  boolean blank() {
    return message.isEmpty();
  }

  /** The task id in {@link #caller}. */
  Optional<Integer> callerTask() {
    if (caller.startsWith("T") && caller.length() < 11) {
      return Optional.of(Integer.parseInt(caller.substring(1)));
    }
    return Optional.empty();
  }
}
