// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.gate.Control;
import dev.nosplat.engine.gate.ControlCheck;
import dev.nosplat.engine.gate.RunMemory;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.ControlRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A scenario finds the bug that its own patch plants. */
class ScenarioControlIT {
  @Tag("vm-full")
  @Test
  void theSleepingLockInAnUpdateOfAnLruMapIsSeenWhereTasksExit() throws Exception {
    Control control = Control.of("lru_exits", Path.of(""));
    assertThat(control.name()).isEqualTo("lru_exits/control.patch");
    ControlRun run =
        new ControlCheck(new KernelChecker(Engine.open(Settings.ofProcess())), RunMemory.none())
            .run(CheckPlan.of("debian:newest").running("lru_exits"), control, Progress.silent());
    assertThat(run.state()).as(run.note()).isEqualTo(ControlRun.State.SEEN);
    assertThat(run.note()).contains("nosplat_planted_lru_lock");
  }
}
