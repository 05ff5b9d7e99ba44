// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;

/**
 * What was found in one console log.
 *
 * @param file the log's name as it was given; {@code -} for standard input
 * @param lines lines read
 * @param splats every report, in the order of their first lines; nobody may change the list
 */
public record ConsoleScan(String file, long lines, List<Splat> splats) {
  public ConsoleScan {
    // No copy: the list of a log with very many reports is in a file.
    splats = Collections.unmodifiableList(splats);
  }

  /**
   * Writes the document on one line, with a newline; not all of it is in memory at once.
   *
   * <p>Unlike in a run record an empty optional is {@code null}: those who read this with a
   * one-line script should find every field.
   *
   * @throws IOException as the stream does
   */
  public void writeJson(OutputStream to) throws IOException {
    Documents.writeLineWithNulls(this, to);
  }
}
