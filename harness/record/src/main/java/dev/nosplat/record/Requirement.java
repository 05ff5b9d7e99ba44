// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.Optional;

/**
 * One thing that must hold before a silent console proves anything.
 *
 * @param kind what it is about; programs decide by this, people read the rest
 * @param name stable and short, for example {@code debug_locks after}
 * @param expected what had to be observed
 * @param observed what was observed; {@code not observed} where the guest could not say
 * @param met whether it held
 */
public record Requirement(Kind kind, String name, String expected, String observed, boolean met) {
  /** What stands for an observation where the guest could not say. */
  public static final String NOT_OBSERVED = "not observed";

  /** It, unmet, in one line. */
  public String missed() {
    return name
        + ": expected "
        + expected
        + (observed.equals(NOT_OBSERVED) ? "; " : ", observed ")
        + observed;
  }

  /** What a requirement is about. */
  public enum Kind {
    /** The detectors' symbols in the booted kernel's own configuration. */
    DETECTORS,
    /** The serial console, captured to the last byte. */
    CONSOLE,
    /** The kernel's log, complete and equal to the console. */
    KERNEL_LOG,
    /** Lockdep still on: {@code debug_locks} of {@code /proc/lockdep_stats} is 1. */
    LOCKDEP_ARMED,
    /** None of lockdep's tables full. */
    LOCKDEP_TABLES,
    /** What the workload did and counted. */
    WORKLOAD,
    /** The exit status of a command of the user's. */
    COMMAND,
    /** Deletes of task storage that failed, and far more often than a busy host explains. */
    DELETES_FAILED,
    /** Kernel memory that grows with the work. */
    MEMORY_GROWTH,
    /** What is left of the scheduler, or still at work for it, when all should be over. */
    TEARDOWN,
    /** A detector that is not lockdep, whose canary has to be seen and recognised. */
    DETECTOR_PROOF,
    /** Memory that nothing points to any more. */
    LEAKS,
    /** The markers that place everything on the console. */
    MARKERS,
    /** The canary's splat, seen and recognised. */
    CANARY,
    /**
     * What QEMU reads out of the guest's memory, against what the guest says and was built from.
     */
    MEMORY,
    /** Whether the series changes what the verdict rests on. */
    INSTRUMENT,
    /** The changed files, in the kernel that ran. */
    PATCH_COMPILED,
    /** The changed lines, at least one of which ran. */
    PATCH_RAN;

    /**
     * The cause of the verdict where this, unmet, is what the kernel did wrong and not proof that
     * is missing; empty for all others.
     */
    public Optional<Cause> fault() {
      return switch (this) {
        case DELETES_FAILED -> Optional.of(Cause.DELETES_FAILED);
        case MEMORY_GROWTH -> Optional.of(Cause.MEMORY_GROWTH);
        case TEARDOWN -> Optional.of(Cause.TEARDOWN);
        case LEAKS -> Optional.of(Cause.LEAKS);
        case DETECTORS,
            CONSOLE,
            KERNEL_LOG,
            LOCKDEP_ARMED,
            LOCKDEP_TABLES,
            WORKLOAD,
            COMMAND,
            MARKERS,
            CANARY,
            DETECTOR_PROOF,
            MEMORY,
            INSTRUMENT,
            PATCH_COMPILED,
            PATCH_RAN ->
            Optional.empty();
      };
    }

    /** Whether lockdep's having turned itself off is enough to leave this unmet. */
    public boolean needsLockdep() {
      return saysLockdepIsOff() || this == CANARY;
    }

    /** Whether this, unmet, says that lockdep was off or had reached a limit. */
    public boolean saysLockdepIsOff() {
      return this == LOCKDEP_ARMED || this == LOCKDEP_TABLES;
    }
  }
}
