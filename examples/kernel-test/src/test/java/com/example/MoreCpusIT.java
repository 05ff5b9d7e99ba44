// SPDX-License-Identifier: Apache-2.0
package com.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nosplat.engine.scenario.Scheduler;
import dev.nosplat.junit.KernelTest;
import dev.nosplat.junit.KernelTest.Matrix;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Test;

@ClassTemplate
@KernelTest(matrix = @Matrix(cpus = {2, 3}))
class MoreCpusIT {

  @Test
  void theSchedulerIsEnabled(Scheduler scheduler) throws Exception {
    assertTrue(scheduler.enabled());
  }
}
