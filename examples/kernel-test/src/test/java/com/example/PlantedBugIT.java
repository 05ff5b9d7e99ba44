// SPDX-License-Identifier: Apache-2.0
package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nosplat.junit.KernelTestExtension;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PlantedBugIT {
  @RegisterExtension
  static final KernelTestExtension KERNEL =
      KernelTestExtension.builder()
          .tree("debian:newest")
          .control("srcu-wait-type")
          .expect(Outcome.FAIL)
          .build();

  @Test
  void isSeen(RunRecord run) {
    assertEquals(Family.INVALID_WAIT_CONTEXT, run.splats().get(0).family());
  }
}
