// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import dev.nosplat.splat.Splat;

/**
 * One bug that a gate saw, on either side.
 *
 * @param splat its first report
 * @param standing what it says about the series
 * @param base how often runs of the base showed it, of those that could have
 * @param patched how often runs with the series showed it
 */
public record Finding(Splat splat, Standing standing, Rate base, Rate patched) {

  /** What a bug says about a series. */
  public enum Standing {
    /** Runs with the series show it, and the base does not: the series made the tree worse. */
    NEW,
    /** The base shows it too. */
    PRE_EXISTING,
    /**
     * Runs with the series show it, and no run of the base could have: nobody can say whose it is.
     */
    UNDECIDED,
    /** Only the base shows it. The series may have fixed it. */
    GONE,
    /** A known-issues file accepts it. */
    KNOWN
  }
}
