// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

/** How a run ended, with the exit code that the command line gives for it. */
public enum Outcome {
  /** No forbidden splat, and all evidence that one would have been seen. */
  PASS(0),
  /** A forbidden splat, a panic, a hang that the console blames on the kernel, or an ejection. */
  FAIL(1),
  /** No such splat, but an evidence requirement unmet: nothing was proved. */
  INCONCLUSIVE(3),
  /** The patched kernel does not compile, or its configuration does not hold. */
  BUILD_FAILED(4),
  /** The kernel did not reach user space. */
  BOOT_FAILED(5),
  /** We, the host or the container engine failed; the kernel was not judged. */
  INFRA_FAILED(6);

  private final int exitCode;

  Outcome(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The process exit code; 2 is kept for usage and bad input. */
  public int exitCode() {
    return exitCode;
  }
}
