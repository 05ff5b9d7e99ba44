// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.Optional;

/**
 * Whether a planted bug was seen on the base, so that a silent run can be believed.
 *
 * @param name the control
 * @param state what became of it
 * @param note one sentence: what was seen, why it could not be planted, or who waived it and why
 * @param remembered true when the run is an earlier one of the same kernel and scenario
 * @param run the run, where there was one
 */
public record ControlRun(
    String name, State state, String note, boolean remembered, Optional<RunRecord> run) {

  /** What became of a control. */
  public enum State {
    /** It was planted, and its splat was seen. */
    SEEN,
    /** It was planted, and its splat was not seen: the scenario is blind on this tree. */
    NOT_SEEN,
    /** It could not be planted or run on this tree. */
    UNAVAILABLE
  }
}
