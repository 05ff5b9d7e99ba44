// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is left of a run that meets a defect of ours. */
@Tag("vm")
class UnexpectedFailureIT {

  @Test
  void anExceptionThatNobodyExpectedKeepsTheRunAndIsNamed() throws Exception {
    RunRecord run =
        new KernelChecker(Engine.open(Settings.ofProcess()))
            .check(CheckPlan.of("debian:newest"), new Failing());

    assertThat(run.verdict().outcome()).isEqualTo(Outcome.INFRA_FAILED);
    assertThat(run.verdict().reason())
        .isEqualTo("nosplat itself failed: java.lang.NumberFormatException");
    assertThat(run.verdict().evidence()).contains("For input string: \"abc\"");
    assertThat(RunRecordJson.load(run.directory()).verdict()).isEqualTo(run.verdict());
    assertThat(Files.readString(run.directory().resolve("failure.txt")))
        .contains("NumberFormatException", "UnexpectedFailureIT");
  }

  /** Stands for any line of code that trusts a text. */
  private static final class Failing implements Progress {
    @Override
    public void begin(String phase) {
      Long.parseLong("abc");
    }

    @Override
    public void advance(long done, long expected, String unit) {}

    @Override
    public void say(String line) {}
  }
}
