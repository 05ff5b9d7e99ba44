// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.junit.KernelTest;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The scenario that docs/scenarios.md begins with: a directory, and no line of Java. */
@Tag("vm")
@KernelTest(scenario = "lru_exits")
class ScenarioIT {
  @Test
  void itsDescriptionAloneMakesItsEvidence(RunRecord run) {
    assertThat(run.scenario()).isEqualTo("lru_exits");
    assertThat(run.evidence().requirements())
        .allMatch(Requirement::met)
        .extracting(Requirement::name)
        .contains("scheduler", "scheduler's end", "command", "updates", "failed updates", "tasks");
    assertThat(run.artifacts()).containsEntry("output", "output.log");
  }
}
