// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.nosplat.engine.series.text.RawText;
import java.util.ArrayList;
import java.util.List;

/** What was applied beside what came, patch by patch, as git range-diff shows it. */
public final class SeriesDifference {
  private static final int CONTEXT = 3;

  private SeriesDifference() {}

  /**
   * The difference, as text.
   *
   * @return empty where every patch was applied as it came
   */
  public static String of(AppliedSeries applied) {
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (AppliedSeries.Change change : applied.changes()) {
      Patch patch = applied.series().patches().get(number);
      number++;
      if (change.came().isEmpty()) {
        continue;
      }
      List<String> came = shown(change.came().get());
      List<String> now = shown(patch.diff());
      text.append(number)
          .append(": ")
          .append(change.subject())
          .append(" (")
          .append(change.fit().name().toLowerCase(java.util.Locale.ROOT))
          .append(")\n");
      UnifiedDiffUtils.generateUnifiedDiff(
              "as it came", "as it was applied", came, DiffUtils.diff(came, now), CONTEXT)
          .forEach(line -> text.append("    ").append(line).append('\n'));
    }
    return text.toString();
  }

  /** Without the lines that git writes about blobs: they always differ. */
  private static List<String> shown(String diff) {
    List<String> lines = new ArrayList<>();
    for (String line : RawText.lines(diff)) {
      if (!line.startsWith("index ")) {
        lines.add(RawText.shown(line));
      }
    }
    return lines;
  }
}
