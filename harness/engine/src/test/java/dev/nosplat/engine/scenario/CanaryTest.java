// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The canary on PREEMPT_RT, as 7.3.4 printed it. */
class CanaryTest {
  private static final String LOG = "canary-on-rt.log";
  private static final long END = 1000;

  @Test
  void whereSpinlocksSleepTheCanaryCausesASecondReportThatIsItsOwn() throws Exception {
    List<Splat> splats = splats(log());
    assertThat(splats).hasSize(2);
    Splat canary = Canary.find(splats, Disguise.BUILT_AS, 0, END).orElseThrow();
    Splat second = splats.get(1);
    assertThat(canary).isEqualTo(splats.get(0));
    assertThat(Canary.causes(second, Disguise.BUILT_AS, 0, END)).isTrue();
    assertThat(Canary.causes(canary, Disguise.BUILT_AS, 0, END)).isFalse();
  }

  @Test
  void theSameReportOutsideOfItsWindowOrFromAnotherModuleIsNot() throws Exception {
    Splat second = splats(log()).get(1);
    assertThat(Canary.causes(second, Disguise.BUILT_AS, second.line(), END)).isFalse();
    assertThat(Canary.causes(second, Disguise.BUILT_AS, 0, second.line())).isFalse();
    Splat other = splats(log().replace("[nosplat_canary]", "[some_driver]")).get(1);
    assertThat(other.family()).isEqualTo(second.family());
    assertThat(Canary.causes(other, Disguise.BUILT_AS, 0, END)).isFalse();
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
