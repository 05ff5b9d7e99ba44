// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine's own git, on real repositories, is the yardstick. */
class VerdictsAgainstGitTest {
  private static final int ENDS = 2;

  @TempDir Path scratch;

  @Test
  void theFirstHalfIsTheCommitThatGitPicks() throws Exception {
    for (int seed = 0; seed < 24; seed++) {
      Random random = new Random(seed);
      GeneratedHistory history =
          seed % 3 == 0 ? GeneratedHistory.linear(random, 1) : GeneratedHistory.merges(random, 1);
      try (GitBisect git = new GitBisect(scratch, history)) {
        BitSet all = new BitSet();
        all.set(0, history.graph().size());
        double[] weights = new double[history.graph().size()];
        java.util.Arrays.fill(weights, 1);
        int ours = new Halving(history.graph()).pick(all, weights, new BitSet()).orElse(-1);
        assertThat(ours).as("history %d", seed).isEqualTo(git.half());
      }
    }
  }

  @Test
  void aBugThatAlwaysShowsCostsGitsOwnVerdictsAndTheTwoEnds() throws Exception {
    for (int seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      GeneratedHistory history =
          seed % 2 == 0 ? GeneratedHistory.linear(random, 1) : GeneratedHistory.merges(random, 1);
      try (GitBisect git = new GitBisect(scratch, history)) {
        GitBisect.Result theirs = git.run(random);
        SimulatedSearch.Result ours = SimulatedSearch.search(history, Policy.DEFAULT, random);
        assertThat(theirs.culprit()).isEqualTo(history.culprit());
        assertThat(ours.right(history)).isTrue();
        assertThat(ours.verdicts()).as("history %d", seed).isEqualTo(theirs.verdicts() + ENDS);
      }
    }
  }
}
