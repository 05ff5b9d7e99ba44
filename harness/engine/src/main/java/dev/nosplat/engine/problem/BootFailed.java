// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.problem;

import java.util.List;

/** The kernel did not reach user space. */
public final class BootFailed extends Problem {
  private static final long serialVersionUID = 1L;

  /** Tells it in three parts. */
  public BootFailed(String what, List<String> evidence, String advice) {
    super(what, evidence, advice);
  }

  /** Tells it in three parts, with the exception that caused it. */
  public BootFailed(String what, List<String> evidence, String advice, Throwable cause) {
    super(what, evidence, advice, cause);
  }
}
