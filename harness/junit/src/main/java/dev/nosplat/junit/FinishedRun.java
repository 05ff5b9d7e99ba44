// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.record.Reach;
import dev.nosplat.record.RunRecord;
import java.util.List;
import java.util.Optional;

/** A run that was over before the first test. */
record FinishedRun(Expectation expectation, RunRecord record) implements ClassRun {

  @Override
  public Optional<Object> parameter(Class<?> type) {
    if (type == Reach.class) {
      return Optional.of(record.reach().orElse(new Reach(List.of())));
    }
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
