// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

/**
 * One line of a console, taken apart.
 *
 * @param number its place in the input, from 1
 * @param endNumber the place of the last line of the input that it was put together from
 * @param text the whole line without control characters; several where it was put together
 * @param message what was printed, without prefixes and without leading and trailing blanks
 * @param caller {@code T123} or {@code C1} where the kernel prints its callers, else empty
 * @param stamped whether the kernel's own timestamp, level or record header stood before the
 *     message
 * @param timed whether that says when it was printed
 * @param userspace whether the record's facility is not the kernel's: written through {@code
 *     /dev/kmsg}
 * @param seconds the time in printk's own stamp, as it stands there, else empty
 * @param fragment {@code offset/length} where the line is a piece of a netconsole record, else
 *     empty
 */
record ConsoleLine(
    long number,
    long endNumber,
    String text,
    String message,
    String caller,
    boolean stamped,
    boolean timed,
    boolean userspace,
    String seconds,
    String fragment) {

  static ConsoleLine parse(long number, String raw) {
    ConsoleLine line = new LinePrefix(Controls.strip(raw)).parse(number);
    return line.stamped() && !line.userspace() ? Interruption.in(line).orElse(line) : line;
  }

  /** The same line with another message: a part of it. */
  ConsoleLine saying(String part) {
    return new ConsoleLine(
        number, endNumber, text, part, caller, stamped, timed, userspace, seconds, fragment);
  }

  boolean blank() {
    return message.isEmpty();
  }

  /** The same line and what belongs to it from the next one, as one message. */
  ConsoleLine with(ConsoleLine next, String whole) {
    return new ConsoleLine(
        number,
        next.endNumber,
        text + '\n' + next.text,
        whole,
        caller.isEmpty() ? next.caller : caller,
        stamped,
        timed,
        userspace,
        seconds,
        "");
  }
}
