// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a run ended, with the exit code that the command line gives for it. */
public enum Outcome {
  /** No forbidden splat, and all evidence that one would have been seen. */
  PASS(0, Severity.GOOD),
  /** A forbidden splat, a panic, a hang that the console blames on the kernel, or an ejection. */
  FAIL(1, Severity.BAD),
  /** No such splat, but an evidence requirement unmet: nothing was proved. */
  INCONCLUSIVE(3, Severity.OPEN),
  /** The patched kernel does not compile, or its configuration does not hold. */
  BUILD_FAILED(4, Severity.BAD),
  /** The kernel did not reach user space. */
  BOOT_FAILED(5, Severity.BAD),
  /** We, the host or the container engine failed; the kernel was not judged. */
  INFRA_FAILED(6, Severity.OPEN);

  /** What an outcome says about the patch. */
  public enum Severity {
    /** It may be merged as far as the run can tell. */
    GOOD,
    /** It must not be merged as it is. */
    BAD,
    /** Nothing was decided. */
    OPEN
  }

  private static final List<Outcome> WORST_FIRST =
      List.of(FAIL, BUILD_FAILED, BOOT_FAILED, INFRA_FAILED, INCONCLUSIVE, PASS);

  private final int exitCode;
  private final Severity severity;

  Outcome(int exitCode, Severity severity) {
    this.exitCode = exitCode;
    this.severity = severity;
  }

  /** What all of these say together: the worst; empty where there is none. */
  public static Optional<Outcome> worst(Stream<Outcome> outcomes) {
    List<Outcome> all = outcomes.toList();
    return WORST_FIRST.stream().filter(all::contains).findFirst();
  }

  /** What this says about the patch. */
  public Severity severity() {
    return severity;
  }

  /** The process exit code; 2 is kept for usage and bad input. */
  public int exitCode() {
    return exitCode;
  }
}
