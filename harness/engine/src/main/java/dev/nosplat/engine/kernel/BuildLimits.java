// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.time.Duration;

/**
 * What one build may take. A build that takes more is at fault itself.
 *
 * @param configure for each question to Kconfig
 * @param compile for the kernel, and for the canary
 * @param bytes by which the disk may shrink while its directories grow
 * @param files in each of its directories
 */
public record BuildLimits(Duration configure, Duration compile, long bytes, long files) {
  private static final long GIB = 1L << 30;

  /** A cold build of the default configuration takes 7 minutes on two idle cores. */
  private static final int CORE_HOURS = 8;

  /** A build directory of the default configuration has 6,000, a full compiler cache 70,000. */
  private static final long FILES = 500_000;

  private static final int LEAST_HOURS = 2;

  /** For a host with so many cores. */
  public static BuildLimits ofHost(int cores) {
    return new BuildLimits(
        Duration.ofMinutes(10),
        Duration.ofHours(Math.max(LEAST_HOURS, CORE_HOURS / Math.max(1, cores))),
        20 * GIB,
        FILES);
  }
}
