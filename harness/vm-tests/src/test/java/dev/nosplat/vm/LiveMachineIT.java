// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.machine.Console;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.MachineState;
import dev.nosplat.engine.machine.Shell;
import dev.nosplat.engine.scenario.Scheduler;
import dev.nosplat.junit.KernelTest;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A test class that uses the machine itself while the scheduler runs. */
@Tag("vm")
@KernelTest
class LiveMachineIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void everyTaskThatDiesIsADelete(Shell shell, Scheduler scheduler) throws Exception {
    long before = scheduler.deletes();
    assertThat(shell.run(LIMIT, "/nosplat/churn", "--tasks", "100", "--seconds", "30").ok())
        .isTrue();
    assertThat(scheduler.deletes() - before).isGreaterThanOrEqualTo(100);
    assertThat(scheduler.enabled()).isTrue();
  }

  @Test
  void theConsoleHoldsWhatTheKernelPrintedAndNoSplat(Machine machine, Console console)
      throws Exception {
    assertThat(machine.state()).isEqualTo(MachineState.READY);
    assertThat(console.lines()).isGreaterThan(50);
    assertThat(console.splats()).isEmpty();
  }
}
