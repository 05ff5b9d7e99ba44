// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.junit.KernelTest;
import dev.nosplat.junit.KernelTest.Matrix;
import dev.nosplat.record.MachineFacts;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One class on two machines. */
@Tag("vm-full")
@ClassTemplate
@KernelTest(matrix = @Matrix(cpus = {2, 4}))
class MatrixIT {
  private static final Set<Integer> CPUS = new TreeSet<>();

  @Test
  void passesWithAllItsEvidence(RunRecord run) {
    assertThat(run.evidence().requirements()).allMatch(Requirement::met);
    run.machine().map(MachineFacts::cpus).ifPresent(CPUS::add);
  }

  @AfterAll
  static void eachCellHadItsOwnMachine() {
    assertThat(CPUS).containsExactly(2, 4);
  }
}
