// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.profile.CanaryKind;
import dev.nosplat.engine.profile.Detector;
import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What of a console is the canary's; on PREEMPT_RT, as 7.3.4 printed it. */
class CanaryTest {
  private static final String LOG = "canary-on-rt.log";
  private static final long END = 1000;
  private static final Detector LOCKDEP =
      new Detector(
          "lockdep",
          new TreeSet<>(),
          List.of(Family.INVALID_WAIT_CONTEXT),
          List.of(CanaryKind.WAIT_TYPE, CanaryKind.CIRCLE));

  private static Canary canary(CanaryKind kind, long from, long to) {
    return new Canary(
        Map.of(LOCKDEP, kind),
        Map.of(kind.provokedBy(), Disguise.BUILT_AS),
        from,
        to,
        Optional.empty());
  }

  @Test
  void whereSpinlocksSleepTheCanaryCausesASecondReportThatIsItsOwn() throws Exception {
    List<Splat> splats = splats(log());
    assertThat(splats).hasSize(2);
    Canary canary = canary(CanaryKind.WAIT_TYPE, 0, END);
    assertThat(canary.proof(LOCKDEP, splats)).contains(splats.get(0));
    assertThat(canary.lockdeps(splats)).contains(splats.get(0));
    assertThat(splats).allMatch(canary::owns);
  }

  @Test
  void theSameReportOutsideOfItsWindowOrFromAnotherModuleIsNot() throws Exception {
    List<Splat> splats = splats(log());
    Splat second = splats.get(1);
    assertThat(canary(CanaryKind.WAIT_TYPE, second.line(), END).owns(second)).isFalse();
    assertThat(canary(CanaryKind.WAIT_TYPE, 0, second.line()).owns(second)).isFalse();
    List<Splat> others = splats(log().replace("nosplat_canary", "some_driver"));
    Canary canary = canary(CanaryKind.WAIT_TYPE, 0, END);
    assertThat(others).hasSize(2).noneMatch(canary::owns);
    assertThat(canary.proof(LOCKDEP, others)).isEmpty();
  }

  @Test
  void aReportOfAnotherKindThanTheOneThatWasDrawnProvesNothing() throws Exception {
    assertThat(canary(CanaryKind.CIRCLE, 0, END).proof(LOCKDEP, splats(log()))).isEmpty();
    assertThat(Canary.none().proof(LOCKDEP, splats(log()))).isEmpty();
  }

  @Test
  void whatIsDrawnIsOneOfTheDetectorsOwnKindsAndNotAlwaysTheSame() {
    assertThat(List.of("a", "b", "c", "d").stream().map(LOCKDEP::draw).distinct())
        .containsExactlyInAnyOrder(CanaryKind.WAIT_TYPE, CanaryKind.CIRCLE);
  }

  private static List<Splat> splats(String log) {
    List<Splat> splats = new ArrayList<>();
    SplatReader reader = new SplatReader(splats::add);
    byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
    reader.accept(bytes, 0, bytes.length);
    reader.finish();
    return splats;
  }

  private static String log() throws IOException {
    try (InputStream in = CanaryTest.class.getResourceAsStream(LOG)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
