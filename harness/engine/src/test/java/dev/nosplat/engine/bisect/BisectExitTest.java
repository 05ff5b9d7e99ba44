// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Recorded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BisectExitTest {
  @ParameterizedTest
  @CsvSource({
    "pass, 0",
    "fail, 1",
    "inconclusive, 125",
    "build-failed, 125",
    "boot-failed, 125",
    "infra-failed, 128"
  })
  void mapsEveryOutcomeToWhatGitExpects(String run, int code) {
    assertThat(BisectExit.of(Recorded.run(run), Target.learnt()).code()).isEqualTo(code);
  }

  @Test
  void withATargetAnotherFailureIsASkip() {
    String signature = Recorded.run("fail").splats().get(0).signature();
    assertThat(BisectExit.of(Recorded.run("fail"), Target.signature(signature)))
        .isEqualTo(BisectExit.BAD);
    assertThat(BisectExit.of(Recorded.run("fail"), Target.signature("another")))
        .isEqualTo(BisectExit.SKIP);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "2, 128",
    "3, 125",
    "4, 125",
    "5, 125",
    "6, 128",
    "125, 125",
    "130, 130"
  })
  void noOtherEndOfTheProcessLooksBadToGit(int code, int forGit) {
    assertThat(BisectExit.ofProcess(code)).isEqualTo(forGit);
  }
}
