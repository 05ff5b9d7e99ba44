// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.problem;

import java.util.List;

/** The user's input is at fault: exit code 2, and no verdict. */
public final class BadInput extends Problem {
  private static final long serialVersionUID = 1L;

  /** Tells it in three parts. */
  public BadInput(String what, List<String> evidence, String advice) {
    super(what, evidence, advice);
  }

  /** Tells it in three parts, with the exception that caused it. */
  public BadInput(String what, List<String> evidence, String advice, Throwable cause) {
    super(what, evidence, advice, cause);
  }
}
