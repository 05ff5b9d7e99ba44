// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

/** Which of the kernel's reports a splat is. */
public enum Family {
  /** A lock whose wait type is not allowed in the current context. */
  INVALID_WAIT_CONTEXT("invalid-wait-context"),
  /** {@code WARN()} and its relatives. */
  WARNING("warning"),
  /** {@code kernel BUG at}. */
  BUG("bug"),
  /** The kernel gave up. */
  PANIC("panic");

  private final String id;

  Family(String id) {
    this.id = id;
  }

  /** The name that JSON, known-issues files and the command line use: lower case with hyphens. */
  public String id() {
    return id;
  }
}
