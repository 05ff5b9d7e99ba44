// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.profile.Profile;
import dev.nosplat.record.GateRecordJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileSweepTest {
  private static final Path RECORDED =
      Path.of("../record/src/test/resources/dev/nosplat/record/recorded");

  private static ProfileSweep.Step step(String profile, boolean built) {
    return new ProfileSweep.Step(
        List.of(CheckPlan.of("debian:7.3").withProfile(Profile.named(profile))), built);
  }

  private static Kept recorded(String name) throws Exception {
    return Kept.of(GateRecordJson.read(Files.readString(RECORDED.resolve(name + ".json"))));
  }

  @Test
  void whatIsBuiltComesFirstAndTheCostIsSaidBefore() {
    ProfileSweep sweep =
        new ProfileSweep(
            List.of(step("lockdep", false), step("memory", false), step("hangs", true)));
    assertThat(sweep.estimate(Optional.of(Duration.ofSeconds(615))))
        .containsExactly(
            "hangs: the base's kernel is built",
            "lockdep: the base's kernel has to be compiled, all of it where there was none before",
            "memory: the base's kernel has to be compiled, all of it where there was none before",
            "2 of 3 profiles need a kernel that is not built yet, which takes 20 min if each is as"
                + " slow as the slowest build that is kept here");
    assertThat(sweep.estimate(Optional.empty()))
        .contains(
            "2 of 3 profiles need a kernel that is not built yet, and none was built here from"
                + " which its time could be told");
  }

  @Test
  void theTableSaysWhichDetectorsAPassCoversAndWhichNot() throws Exception {
    ProfileSweep sweep =
        new ProfileSweep(List.of(step("lockdep", true), step("memory", true), step("hangs", true)));
    sweep.add(recorded("gate-pass"));
    sweep.add(recorded("gate-new"));
    assertThat(sweep.table())
        .isEqualTo(
            """
              profile      verdict       detectors that are covered by a PASS
              lockdep      PASS          lockdep, sleep in atomic
              memory       FAIL          kmemleak, lists, reference counts, KASAN
              hangs        not run       soft lockups, hung tasks, workqueues, RCU stalls
              covered      lockdep, sleep in atomic
              not covered  kmemleak, lists, reference counts, KASAN, soft lockups, hung tasks, workqueues, RCU stalls
            """);
  }

  @Test
  void theWorstProfileDecides() throws Exception {
    ProfileSweep sweep = new ProfileSweep(List.of(step("lockdep", true), step("memory", true)));
    sweep.add(recorded("gate-pass"));
    assertThat(sweep.failed()).isFalse();
    assertThat(sweep.decisive().json()).isEqualTo(recorded("gate-pass").json());
    sweep.add(recorded("gate-new"));
    assertThat(sweep.failed()).isTrue();
    assertThat(sweep.decisive().json()).isEqualTo(recorded("gate-new").json());
  }
}
