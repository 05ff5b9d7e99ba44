// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.series.Patch;
import dev.nosplat.engine.series.PatchSeries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesChangesTest {
  private static final Path FIX = Path.of("fix.patch");
  private static final CheckPlan BASE = CheckPlan.of("debian:7.2").withPatches(List.of(FIX));

  @TempDir Path directory;

  @Test
  void eachCommitIsThePrefixThatEndsInItOnTopOfTheBasesOwnPatches() {
    List<GatePlan.Change> changes = SeriesChanges.of(BASE, series(3), true, "gate-1", directory);
    assertThat(changes).extracting(GatePlan.Change::subject).containsExactly("p1", "p2", "p3");
    assertThat(changes.get(1).plan().patches())
        .containsExactly(FIX, directory.resolve("0001.patch"), directory.resolve("0002.patch"));
  }

  @Test
  void withoutEachCommitTheWholeSeriesIsOneChange() {
    List<GatePlan.Change> changes = SeriesChanges.of(BASE, series(3), false, "gate-1", directory);
    assertThat(changes).singleElement().satisfies(c -> assertThat(c.number()).isEqualTo(3));
    assertThat(changes.get(0).plan().patches()).hasSize(4);
    assertThat(changes.get(0).subject()).isEqualTo("the whole series of 3");
  }

  @Test
  void eachFileHoldsItsOwnPatchAlone() throws Exception {
    SeriesChanges.of(BASE, series(2), true, "gate-1", directory);
    assertThat(Files.readString(directory.resolve("0002.patch")))
        .contains("Subject: [PATCH] p2", "+line 2")
        .doesNotContain("+line 1");
  }

  private static PatchSeries series(int count) {
    return new PatchSeries(
        IntStream.rangeClosed(1, count)
            .mapToObj(
                i ->
                    new Patch(
                        "p" + i,
                        "",
                        "why",
                        "--- a/f\n+++ b/f\n@@ -%d,0 +%d @@\n+line %d\n".formatted(i - 1, i, i),
                        "p" + i,
                        1))
            .toList(),
        List.of());
  }
}
