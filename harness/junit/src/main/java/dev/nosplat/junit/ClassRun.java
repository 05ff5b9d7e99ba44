// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.record.RunRecord;
import java.util.Optional;

/** The one run behind a test class. */
sealed interface ClassRun extends AutoCloseable permits FinishedRun, LiveRun {

  /** What the class is about. */
  Expectation expectation();

  /** A value of this type for a test's parameter. */
  Optional<Object> parameter(Class<?> type);

  /** What the kernel has done so far that a test must not pass over. */
  Optional<VerdictFailure> look(String test) throws InterruptedException;

  /** Brings the run to its end, if it is not over yet. */
  RunRecord end() throws InterruptedException;

  /** Leaves nothing running, ended or not. */
  @Override
  void close();
}
