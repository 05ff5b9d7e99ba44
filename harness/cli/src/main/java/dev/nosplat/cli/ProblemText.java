// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.BootFailed;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.record.Outcome;
import dev.nosplat.report.Printable;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Problems as a user reads them: what failed, the evidence, what to do. */
final class ProblemText {
  /** Exit code for a wrong command line and for input that cannot be used. */
  private static final int USAGE = 2;

  private ProblemText() {}

  /** Prints a problem and gives the exit code for whose fault it is. */
  static int report(PrintStream to, Problem problem) {
    to.print("error: " + Printable.block(problem.text()));
    to.flush();
    if (problem instanceof BadInput) {
      return USAGE;
    } else if (problem instanceof BuildFailed) {
      return Outcome.BUILD_FAILED.exitCode();
    } else if (problem instanceof BootFailed) {
      return Outcome.BOOT_FAILED.exitCode();
    } else if (problem instanceof InfraFailed) {
      return Outcome.INFRA_FAILED.exitCode();
    }
    throw new AssertionError("a fifth kind of problem", problem);
  }

  /**
   * Prints a full disk, or a defect of our own: never a verdict, and never exit code 1, which means
   * FAIL.
   */
  static int report(PrintStream to, Throwable defect) {
    if (defect instanceof UncheckedIOException file) {
      return report(to, InfraFailed.file(file));
    }
    return report(
        to,
        new InfraFailed(
            "nosplat itself failed; this is not a verdict about the kernel.",
            List.of(String.valueOf(defect).lines().findFirst().orElse("")),
            "Run the same command with --debug and report what it prints."));
  }
}
