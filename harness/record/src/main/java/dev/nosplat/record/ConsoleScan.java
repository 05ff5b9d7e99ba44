// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
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
 * @param kernel whether any of them was a kernel's: if not, no splat is no good news
 * @param splats every report, in the order of their first lines; nobody may change the list
 */
@JsonPropertyOrder({"format", "file", "lines", "kernel", "splats"})
public record ConsoleScan(String file, long lines, boolean kernel, List<Splat> splats) {
  /** The version of the document; the number grows when readers would break. */
  public static final int FORMAT = 1;

  public ConsoleScan {
    // No copy: the list of a log with very many reports is in a file.
    splats = Collections.unmodifiableList(splats);
  }

  /** {@link #FORMAT}, as the document says it. */
  @JsonProperty("format")
  public int format() {
    return FORMAT;
  }

  /** The JSON schema of the document. */
  public static String schema() {
    return Documents.resource("console-scan-1.schema.json");
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
