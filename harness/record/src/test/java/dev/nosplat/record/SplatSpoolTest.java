// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SplatSpoolTest {
  private static final int MORE_THAN_FIT_IN_MEMORY = 500;

  @Test
  void givesManyReportsBackAsTheyWereAndInTheOrderOfTheirLines() {
    List<Splat> splats = new ArrayList<>();
    for (Splat splat : Recorded.run("fail").splats()) {
      for (int i = 1; i <= MORE_THAN_FIT_IN_MEMORY; i++) {
        splats.add(at(splat, i));
      }
    }
    List<Splat> shuffled = new ArrayList<>(splats);
    Collections.shuffle(shuffled, new Random(3));
    SplatSpool spool = new SplatSpool();
    shuffled.forEach(spool::add);
    assertThat(spool.splats()).hasSizeGreaterThanOrEqualTo(MORE_THAN_FIT_IN_MEMORY);
    assertThat(spool.splats()).isEqualTo(splats);
    assertThat(spool.splats()).as("read once more").isEqualTo(splats);
  }

  private static Splat at(Splat splat, long line) {
    return new Splat(
        splat.family(),
        splat.title(),
        splat.signature(),
        line,
        line + 10,
        splat.culprit(),
        splat.frames(),
        splat.bpfPrograms(),
        splat.kernel(),
        splat.build(),
        splat.tainted(),
        splat.cpu(),
        splat.task(),
        splat.pid(),
        splat.context(),
        splat.userspace(),
        splat.details(),
        splat.text());
  }
}
