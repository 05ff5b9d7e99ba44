// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.problem;

import java.util.List;

/** We, the host or the container engine failed; the kernel was not judged. */
public final class InfraFailed extends Problem {
  private static final long serialVersionUID = 1L;

  /** Tells it in three parts. */
  public InfraFailed(String what, List<String> evidence, String advice) {
    super(what, evidence, advice);
  }

  /** Tells it in three parts, with the exception that caused it. */
  public InfraFailed(String what, List<String> evidence, String advice, Throwable cause) {
    super(what, evidence, advice, cause);
  }
}
