// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.record.RunRecord;
import dev.nosplat.report.TerminalReport;
import dev.nosplat.splat.Splat;
import org.opentest4j.AssertionFailedError;

/**
 * The kernel did not get the verdict that the test class expects. The message's first line is the
 * headline; what the console, the evidence and the advice say follows.
 */
public final class VerdictFailure extends AssertionFailedError {
  private static final long serialVersionUID = 1L;

  private VerdictFailure(String message) {
    super(message);
    // Where in the test the kernel was judged says nothing about the kernel.
    setStackTrace(new StackTraceElement[0]);
  }

  /** A finished run whose verdict is not the expected one. */
  static VerdictFailure of(RunRecord run, Expectation expectation) {
    String outcome =
        run.verdict().passed()
            ? "PASS where " + expectation.expected() + " is expected"
            : run.verdict().outcome().toString();
    String reason =
        run.splats().stream().map(Splat::title).findFirst().orElse(run.verdict().reason());
    return new VerdictFailure(
        headline(outcome, reason, expectation)
            + new TerminalReport(TerminalReport.Colours.OFF).of(run));
  }

  /** A splat while the run goes on. */
  static VerdictFailure of(Splat splat, Expectation expectation) {
    return new VerdictFailure(headline("FAIL", splat.title(), expectation) + splat.text());
  }

  /** The guest went away in the middle of a test, and the console does not say why. */
  static VerdictFailure lost(String what, Expectation expectation) {
    return new VerdictFailure(headline("INCONCLUSIVE", what, expectation));
  }

  private static String headline(String outcome, String reason, Expectation expectation) {
    return outcome + ": " + reason + " [" + expectation.words() + "]\n\n";
  }
}
