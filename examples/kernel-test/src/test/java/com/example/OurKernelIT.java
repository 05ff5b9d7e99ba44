// SPDX-License-Identifier: Apache-2.0
package com.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nosplat.record.RunRecord;
import org.junit.jupiter.api.Test;

@OurKernel
class OurKernelIT {

  @Test
  void hasAllTheEvidence(RunRecord run) {
    assertTrue(run.evidence().unmet().isEmpty());
  }
}
