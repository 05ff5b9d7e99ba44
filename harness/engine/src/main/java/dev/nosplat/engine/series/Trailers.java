// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import java.util.ArrayList;
import java.util.List;

/** What the trailers of patches say, as notes: nothing here decides anything. */
public final class Trailers {
  private Trailers() {}

  /**
   * Notes on a series, each with the patch's number before it.
   *
   * @return a line for every {@code Fixes:}, and one for each patch without {@code Signed-off-by:}
   */
  public static List<String> notes(PatchSeries series) {
    List<String> notes = new ArrayList<>();
    int total = series.patches().size();
    for (int i = 0; i < total; i++) {
      String number = (i + 1) + "/" + total + ": ";
      List<String> lines = series.patches().get(i).log().lines().map(String::strip).toList();
      lines.stream()
          .filter(line -> line.regionMatches(true, 0, "Fixes:", 0, 6))
          .forEach(line -> notes.add(number + line));
      if (lines.stream().noneMatch(line -> line.regionMatches(true, 0, "Signed-off-by:", 0, 14))) {
        notes.add(number + "no Signed-off-by:");
      }
    }
    return notes;
  }
}
