// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.problem;

import java.util.List;

/** The patched kernel does not compile, or its configuration does not hold. */
public final class BuildFailed extends Problem {
  private static final long serialVersionUID = 1L;

  /** Tells it in three parts. */
  public BuildFailed(String what, List<String> evidence, String advice) {
    super(what, evidence, advice);
  }

  /** Tells it in three parts, with the exception that caused it. */
  public BuildFailed(String what, List<String> evidence, String advice, Throwable cause) {
    super(what, evidence, advice, cause);
  }
}
