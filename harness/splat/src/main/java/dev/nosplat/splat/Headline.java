// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

/**
 * What a line that may begin a report says.
 *
 * @param family the family it announces; provisional for {@link Role#CUT_HERE} and {@link
 *     Role#BANNER}
 * @param role how it behaves towards a report that is open already
 */
record Headline(Family family, Role role) {

  /** How a headline behaves. */
  enum Role {
    /** Begins a report, whatever is open. */
    REPORT,
    /** Begins a report that is this one line. */
    SINGLE_LINE,
    /** The same, printed again and again as long as what it says lasts. */
    LASTING,
    /** Begins a report only if what follows looks like one. */
    TENTATIVE,
    /** Comes before a {@code kernel BUG} or {@code WARNING} that says what happened. */
    PRELUDE,
    /** {@code WARNING: ... at}: the head of a WARN(), after an optional message. */
    WARN,
    /** {@code kernel BUG at}. */
    KERNEL_BUG,
    /** The die() line of an oops: part of an open fault or BUG report, else a report. */
    TRAP,
    /** {@code ------------[ cut here ]------------}. */
    CUT_HERE,
    /** A line of equals signs. */
    BANNER,
    /** {@code Linux version}. */
    BOOT,
    /** What firmware or a boot loader prints before a kernel. */
    FIRMWARE
  }
}
