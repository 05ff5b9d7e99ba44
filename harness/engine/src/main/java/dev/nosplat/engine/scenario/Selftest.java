// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.ktap.TestResult;
import dev.nosplat.record.Requirement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One of the kernel's own tests, as it ran here.
 *
 * @param name what its runner calls it
 * @param result what it said; empty where it began and never told
 * @param said where there is no result: the last lines before the runner was gone
 * @param from its marker's line on the console
 * @param to the line of the marker that ended it
 */
record Selftest(
    String name,
    Optional<TestResult> result,
    List<String> said,
    OptionalLong from,
    OptionalLong to) {
  private static final int SHOWN = 3;

  boolean passed() {
    return result.isPresent()
        && !result.get().failed()
        && result.get().status() != TestResult.Status.SKIPPED;
  }

  boolean skipped() {
    return result.isPresent() && result.get().status() == TestResult.Status.SKIPPED;
  }

  /** Whether it says that the kernel is wrong: it failed, or its program died. */
  boolean failed() {
    return result.isPresent() ? result.get().failed() : !outOfTime();
  }

  /** Its time was up: on a slow host that may be nobody's fault. */
  private boolean outOfTime() {
    return said.isEmpty() || !said.get(said.size() - 1).startsWith("runner exited with ");
  }

  boolean holds(long line) {
    return line > from.orElse(Long.MAX_VALUE) && line < to.orElse(Long.MAX_VALUE);
  }

  Requirement requirement() {
    return new Requirement(
        Requirement.Kind.WORKLOAD,
        "selftest " + name,
        "ok, or skipped",
        observed() + (from.isPresent() ? "" : "; its marker is not on the console"),
        (passed() || skipped()) && from.isPresent());
  }

  /** Its result and, where that is not plainly good, why. */
  String observed() {
    if (result.isEmpty()) {
      return outOfTime() ? "did not end in time" : "ended without a result: " + last(said);
    }
    TestResult test = result.get();
    String why = test.comment().isEmpty() ? reason(test) : test.comment();
    return switch (test.status()) {
      case PASSED -> test.failed() ? "a subtest of it failed" : "ok";
      case SKIPPED -> why.isEmpty() ? "skipped" : "skipped: " + why;
      case EXPECTED_FAILURE -> "known not to pass";
      case FAILED, TIMED_OUT, BROKEN -> why.isEmpty() ? "not ok" : "not ok: " + why;
    };
  }

  /** What the test printed of its own between the runner's words. */
  private static String reason(TestResult test) {
    return last(test.diagnostics());
  }

  private static String last(List<String> lines) {
    List<String> own =
        lines.stream()
            .filter(l -> !l.isBlank())
            .filter(
                l -> !l.matches("=====.*|TEST: .*|DESCRIPTION: .*|OUTPUT:|libbpf: (?!.*failed).*"))
            .map(l -> l.replaceFirst("^SKIP: ", ""))
            .toList();
    return String.join("; ", own.subList(Math.max(0, own.size() - SHOWN), own.size()));
  }
}
