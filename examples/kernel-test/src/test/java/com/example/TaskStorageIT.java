// SPDX-License-Identifier: Apache-2.0
package com.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nosplat.engine.machine.Shell;
import dev.nosplat.engine.scenario.Scheduler;
import dev.nosplat.junit.KernelTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@KernelTest(tree = "debian:newest")
class TaskStorageIT {

  @Test
  void deletingTaskStorageInExitTaskSplatsNothing(Shell shell, Scheduler scheduler)
      throws Exception {
    shell.run(Duration.ofMinutes(1), "/nosplat/churn", "--tasks", "1000", "--seconds", "30");
    assertTrue(scheduler.deletes() >= 1000);
  }
}
