// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.series.text.UnifiedDiff;
import dev.nosplat.engine.series.text.UnifiedDiff.FileDiff;
import java.util.List;

/**
 * Refuses a file with more hunks than a patch of the kernel has: git apply moves the rest of the
 * file once a hunk (apply.c, update_image(), git 2.39), so 87,500 hunks in a file of 700,000 lines
 * keep it busy for minutes.
 */
final class HunkCount {
  /** Fewer cost nothing, whatever the file. */
  private static final int HARMLESS = 2_000;

  /** Hunks times lines: seconds of git apply. */
  private static final long MOST_WORK = 500_000_000L;

  private HunkCount() {}

  /**
   * Looks at every file of a patch.
   *
   * @param which what to call the patch
   * @throws BadInput if there are too many hunks for one file
   */
  static void require(Patch patch, ScratchIndex tree, String which) throws InterruptedException {
    if (patch.diff().split("\n@@ ", HARMLESS + 2).length <= HARMLESS + 1) {
      return;
    }
    for (FileDiff file : UnifiedDiff.parse(patch.diff(), patch.strip())) {
      int hunks = file.hunks().size();
      if (hunks <= HARMLESS) {
        continue;
      }
      long lines = tree.file(file.path()).map(text -> RawText.lines(text).size()).orElse(0);
      if (hunks > lines + 1 || hunks * lines > MOST_WORK) {
        throw new BadInput(
            which + ", has too many hunks for one file.",
            List.of(
                "%,d hunks for %s, which has %,d lines"
                    .formatted(hunks, RawText.shownLine(file.path()), lines)),
            "Check the patch; a change of a whole file is smaller with fewer, larger hunks.");
      }
    }
  }
}
