// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

/**
 * Why a verdict is what it is. The names stand in {@code run.json} and {@code gate.json} and never
 * change their meaning, so a script decides by them and not by a sentence.
 */
public enum Cause {
  /** Nothing was seen, and all evidence held that it would have been. */
  NOTHING_SEEN,
  /** Nothing was seen, of a series that changes no code that this kernel could run. */
  NO_CODE,
  /** None of a series' code is in the kernel that ran. */
  PATCH_NOT_COMPILED,
  /** The series' code is in the kernel, and none of its changed lines ran. */
  PATCH_NOT_RUN,
  /** A splat that is not accepted; in a gate, one that the base does not show. */
  SPLAT,
  /** The kernel panicked without a report on the console. */
  PANIC,
  /** The guest stopped answering. */
  HANG,
  /** The kernel ejected the scheduler. */
  EJECTION,
  /** The kernel's own tests failed. */
  TEST_FAILED,
  /** The command that was to be run in the guest ended with an exit status other than 0. */
  COMMAND_FAILED,
  /** Deletes of task storage failed, far more often than a busy host explains. */
  DELETES_FAILED,
  /** Kernel memory grew with the work. */
  MEMORY_GROWTH,
  /** Memory was lost: nothing points to it any more. */
  LEAKS,
  /** The scheduler's end left something behind, or did not come. */
  TEARDOWN,
  /** The kernel was not built. */
  BUILD,
  /** The kernel did not reach user space. */
  BOOT,
  /** The host, the container engine or nosplat failed. */
  INFRASTRUCTURE,
  /** The machine was taken away from outside while it ran. */
  MACHINE_LOST,
  /** The guest ran out of memory. */
  OUT_OF_MEMORY,
  /** The guest reset itself or powered off in the middle. */
  GUEST_LEFT,
  /** Lockdep reached one of its limits and turned itself off. */
  LOCKDEP_LIMIT,
  /** Only reports that a clock triggers were seen. */
  WATCHDOG_ONLY,
  /** The scenario could not be carried through. */
  SCENARIO_STOPPED,
  /** A requirement of the evidence was not met. */
  EVIDENCE_MISSING,
  /** The series changes what the verdict rests on, and nobody has allowed that. */
  INSTRUMENT_CHANGED,
  /** The base fails in the same way, so nothing can be told about the series. */
  BASE_FAILS_TOO,
  /** No run of the base says whether it would fail too. */
  BASE_NOT_JUDGED,
  /** A splat of the base's own hides what the series may do. */
  BASE_HIDES,
  /** The planted bug was not seen. */
  CONTROL_NOT_SEEN,
  /** The planted bug could not be tried. */
  CONTROL_UNAVAILABLE
}
