// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Reach;
import dev.nosplat.record.Reach.ChangedFile;
import dev.nosplat.record.Reach.Line;
import dev.nosplat.record.Reach.Place;
import dev.nosplat.record.Reach.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReachTextTest {
  private static Line line(int number, State state) {
    return new Line(number, 1, state, state == State.RAN ? "" : "text " + number);
  }

  private static final Reach REACH =
      new Reach(
          List.of(
              new ChangedFile(
                  "kernel/bpf/a.c",
                  Place.COMPILED,
                  1,
                  1,
                  true,
                  "",
                  List.of(
                      line(10, State.RAN),
                      line(11, State.NOT_RUN),
                      line(12, State.NOT_RUN),
                      line(20, State.NOT_RUN))),
              new ChangedFile(
                  "fs/ext4/hash.c", Place.ABSENT, 0, 0, false, "needs EXT4_FS", List.of()),
              new ChangedFile(
                  "Documentation/\u001b[31m.rst",
                  Place.NO_CODE,
                  0,
                  0,
                  false,
                  "no source file",
                  List.of())));

  @Test
  void oneLineSaysHowMuchRanAndWhatIsCompiled() {
    assertThat(ReachText.summary(REACH))
        .isEqualTo("1 of 4 changed lines of code ran; 1 of 2 files compiled");
  }

  @Test
  void whatDidNotRunIsNamedByStretches() {
    assertThat(ReachText.notRun(REACH))
        .containsExactly("kernel/bpf/a.c:11-12", "kernel/bpf/a.c:20");
  }

  @Test
  void aSeriesWithoutCodeSaysSo() {
    assertThat(ReachText.summary(new Reach(List.of(REACH.files().get(2)))))
        .isEqualTo("the series changes no code");
  }

  @Test
  void aSummaryInMarkdownHasTheTextOfEachLineThatDidNotRun() {
    assertThat(ReachText.markdown(REACH))
        .contains("- `kernel/bpf/a.c`: 1 of 4 lines ran")
        .contains("  - not run, line 12: `text 12`")
        .contains("needs EXT4")
        .doesNotContain("\u001b");
  }
}
