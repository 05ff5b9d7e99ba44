// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.record.RunRecord;
import java.util.Optional;

/** A run that was over before the first test. */
record FinishedRun(Expectation expectation, RunRecord record) implements ClassRun {

  @Override
  public Optional<Object> parameter(Class<?> type) {
    return type == RunRecord.class ? Optional.of(record) : Optional.empty();
  }

  @Override
  public Optional<VerdictFailure> look(String test) {
    return record.verdict().outcome() == expectation.expected()
        ? Optional.empty()
        : Optional.of(VerdictFailure.of(record, expectation));
  }

  @Override
  public RunRecord end() {
    return record;
  }

  @Override
  public void close() {}
}
