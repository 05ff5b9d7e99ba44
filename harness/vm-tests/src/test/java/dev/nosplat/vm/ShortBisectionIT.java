// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.vm.CommandLine.Ended;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bisection over five commits on a real tree, as a user of the command line sees it. The last
 * commit takes the first one back, so that both ends, and the bad one with the culprit reverted,
 * are kernels that other tests need too.
 */
@Tag("vm")
class ShortBisectionIT {
  private static final int CULPRIT = 4;
  private static final String FILE = "lib/ctype.c";
  private static final String VICTIM = "kernel/pid.c";

  @TempDir Path scratch;

  @Test
  void saysInItsFirstLineWhichCommitBroughtTheSplat() throws Exception {
    KernelHistory history =
        KernelHistory.begin(scratch.resolve("history.git"))
            .append("lib: add a comment", FILE, "/* 1 */\n")
            .append("pid: break the build", VICTIM, "#error planted\n")
            .restore("pid: build again", VICTIM)
            .plantControl("srcu: plant a sleeping wait type", UnaryOperator.identity())
            .restore("lib: remove the comment", FILE);
    try {
      findTheCulprit(history);
    } finally {
      history.forget();
    }
  }

  private void findTheCulprit(KernelHistory history) throws Exception {
    String culprit = history.commit(CULPRIT).substring(0, 12);
    Ended ended = bisect(history);
    assertThat(ended.out()).as(ended.err()).startsWith("FOUND  " + culprit + " brought the splat.");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .contains("\nFixes: " + culprit + " (\"srcu: plant a sleeping wait type\")\n")
        .containsPattern("reverted +with it reverted the bad end is clean in \\d+ of \\d+ runs")
        .containsPattern("skipped +" + history.commit(2).substring(0, 12) + "  does not build")
        .containsPattern(
            "\\| .* srcu_gp_start_if_needed\\+0x.* \\(.*kernel/rcu/srcutree.c:\\d+\\)");

    Ended again = bisect(history);
    assertThat(again.out()).isEqualTo(ended.out());
    assertThat(again.err()).doesNotContain("booting");
  }

  private Ended bisect(KernelHistory history) throws Exception {
    return CommandLine.run(
        "bisect",
        "--tree",
        history.repository().toString(),
        "--good",
        history.commit(0),
        "--bad",
        history.tip(),
        "--state",
        scratch.resolve("state").toString());
  }
}
