// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.series.repair.TreeFiles;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.series.text.UnifiedDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Added lines whose tabs may have become blanks in a patch that applies all the same: it was
 * damaged where git compares nothing, so nobody can tell for certain.
 */
final class LostTabs {
  private static final Pattern BLANKS = Pattern.compile("\t* {8,}\\S.*");
  private static final Pattern SOURCE = Pattern.compile(".*\\.([chS]|dtsi?)");

  /** Lines with a tab that show how a file is indented. */
  private static final int FEWEST = 3;

  private static final int MOST_FILES = 20;

  private LostTabs() {}

  /** A sentence for each file in which that may be so. */
  static List<String> notes(Patch patch, TreeFiles before) throws InterruptedException {
    List<String> notes = new ArrayList<>();
    for (UnifiedDiff.FileDiff file : UnifiedDiff.parse(patch.diff(), patch.strip())) {
      long blanks = added(file);
      if (blanks == 0 || notes.size() == MOST_FILES) {
        continue;
      }
      if (usesTabs(file, before)) {
        notes.add(
            RawText.shownLine(file.path())
                + ": "
                + (blanks == 1 ? "1 added line begins" : blanks + " added lines begin")
                + " with eight blanks where the file has tabs; the tabs may have been lost in the"
                + " mail");
      }
    }
    return notes;
  }

  private static long added(UnifiedDiff.FileDiff file) {
    return file.hunks().stream()
        .flatMap(hunk -> hunk.lines().stream())
        .filter(line -> line.startsWith("+") && BLANKS.matcher(line.substring(1)).matches())
        .count();
  }

  /** Whether no line of the file begins with eight blanks, and some begin with a tab. */
  private static boolean usesTabs(UnifiedDiff.FileDiff file, TreeFiles before)
      throws InterruptedException {
    Optional<String> text = before.file(file.oldPath());
    if (text.isEmpty()) {
      return SOURCE.matcher(file.path()).matches();
    }
    List<String> lines = RawText.lines(text.get());
    return lines.stream().noneMatch(line -> BLANKS.matcher(line).matches())
        && lines.stream().filter(line -> line.startsWith("\t")).count() >= FEWEST;
  }
}
