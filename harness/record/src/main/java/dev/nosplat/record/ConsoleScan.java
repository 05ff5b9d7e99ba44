// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import dev.nosplat.splat.Splat;
import java.util.List;

/**
 * What was found in one console log.
 *
 * @param file the log's name as it was given; {@code -} for standard input
 * @param lines lines read
 * @param splats every report, in the order of their first lines
 */
public record ConsoleScan(String file, long lines, List<Splat> splats) {
  public ConsoleScan {
    splats = List.copyOf(splats);
  }

  /**
   * The document on one line, without a newline.
   *
   * <p>Unlike in a run record an empty optional is {@code null}: those who read this with a
   * one-line script should find every field.
   */
  public String json() {
    return Documents.lineWithNulls(this);
  }
}
