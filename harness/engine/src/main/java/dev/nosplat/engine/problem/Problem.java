// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.problem;

import dev.nosplat.record.UrlCredentials;
import java.util.List;

/**
 * A run that cannot go on, told in three parts. The subtype says whose fault it is, because that
 * decides the verdict and the exit code. No part of it shows credentials that stood in a URL.
 */
public abstract sealed class Problem extends RuntimeException
    permits BadInput, BuildFailed, BootFailed, InfraFailed {
  private static final long serialVersionUID = 1L;

  private final List<String> evidence;
  private final String advice;

  Problem(String what, List<String> evidence, String advice, Throwable cause) {
    super(UrlCredentials.hidden(what), cause);
    this.evidence = evidence.stream().map(UrlCredentials::hidden).toList();
    this.advice = UrlCredentials.hidden(advice);
  }

  Problem(String what, List<String> evidence, String advice) {
    super(UrlCredentials.hidden(what));
    this.evidence = evidence.stream().map(UrlCredentials::hidden).toList();
    this.advice = UrlCredentials.hidden(advice);
  }

  /** What failed: one sentence. */
  public String what() {
    return String.valueOf(getMessage());
  }

  /** The lines, file, symbol or hunk that show it; may be empty. */
  public List<String> evidence() {
    return evidence;
  }

  /** What the user can do next: one sentence. */
  public String advice() {
    return advice;
  }

  /** The three parts as a user reads them, each line with its end. */
  public String text() {
    StringBuilder text = new StringBuilder(what()).append('\n');
    evidence.forEach(line -> text.append("  ").append(line).append('\n'));
    return text.append("What to do: ").append(advice).append('\n').toString();
  }
}
