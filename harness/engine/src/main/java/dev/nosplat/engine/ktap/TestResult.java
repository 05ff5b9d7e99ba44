// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.ktap;

import java.util.List;

/**
 * One result line, and what was said before it.
 *
 * @param number as the line has it
 * @param name the description; may be empty
 * @param status what became of the test
 * @param comment what the line says after its directive, or after {@code #} where it has none
 * @param diagnostics the lines before it that are no results, without their {@code #}
 * @param subtests the results nested below it
 */
public record TestResult(
    int number,
    String name,
    Status status,
    String comment,
    List<String> diagnostics,
    List<TestResult> subtests) {
  public TestResult {
    diagnostics = List.copyOf(diagnostics);
    subtests = List.copyOf(subtests);
  }

  /** What became of a test: the result, or the directive where there is one. */
  public enum Status {
    /** {@code ok}. */
    PASSED,
    /** {@code not ok}. */
    FAILED,
    /** {@code SKIP}: it did not apply here. */
    SKIPPED,
    /** {@code XFAIL} or {@code TODO}: known not to pass. */
    EXPECTED_FAILURE,
    /** {@code TIMEOUT}. */
    TIMED_OUT,
    /** {@code ERROR}: it could not be carried out. */
    BROKEN
  }

  /** Whether the test says that something is wrong; it also does where one of its subtests does. */
  public boolean failed() {
    return switch (status) {
      case FAILED, TIMED_OUT, BROKEN -> true;
      case SKIPPED, EXPECTED_FAILURE -> false;
      case PASSED -> subtests.stream().anyMatch(TestResult::failed);
    };
  }
}
