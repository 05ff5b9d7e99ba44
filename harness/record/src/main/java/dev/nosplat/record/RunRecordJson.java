// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The run record as the JSON document that every run leaves in its directory.
 *
 * <p>Fields stand in the order of the records' components and maps are sorted, so equal records
 * give equal bytes. An empty optional is absent; a reader ignores fields that it does not know.
 * What such reading cannot bridge gets a new {@link RunRecord#FORMAT}.
 */
public final class RunRecordJson {
  /** The document's name in the run directory. */
  public static final String FILE = "run.json";

  /** The verdict's name in the run directory. */
  public static final String VERDICT_FILE = "verdict.json";

  private RunRecordJson() {}

  /** The document, indented, with a newline at its end. */
  public static String write(RunRecord record) {
    return Documents.pretty(record);
  }

  /** The document on one line, without a newline, for {@code --json}. */
  public static String writeLine(RunRecord record) {
    return Documents.line(record);
  }

  /** A verdict alone, on one line, for {@code --json} where no run came to be. */
  public static String verdictLine(Verdict verdict) {
    return Documents.line(verdict);
  }

  /**
   * Writes the document into the record's own directory, which must exist.
   *
   * @return the file
   * @throws IOException if it cannot be written
   */
  public static Path save(RunRecord record) throws IOException {
    return Files.writeString(record.directory().resolve(FILE), write(record));
  }

  /**
   * Writes the verdict alone beside the document, for whoever wants nothing else.
   *
   * @return the file
   * @throws IOException if it cannot be written
   */
  public static Path saveVerdict(RunRecord record) throws IOException {
    return Files.writeString(
        record.directory().resolve(VERDICT_FILE), Documents.pretty(record.verdict()));
  }

  /**
   * Reads a document.
   *
   * @throws UnreadableRecord if it is no run record, or one of a format that this version does not
   *     know
   */
  public static RunRecord read(String json) {
    return Documents.read(json, RunRecord.class, "run record", RunRecord.FORMAT);
  }

  /**
   * Reads the document of a run directory. The directory may have been moved since it was written:
   * the record that comes back says where it is now.
   *
   * @throws UnreadableRecord if the document is no run record of a known format
   * @throws IOException if there is no document or it cannot be read
   */
  public static RunRecord load(Path directory) throws IOException {
    return read(Documents.text(directory.resolve(FILE))).inDirectory(directory);
  }

  /** The JSON schema (draft 2020-12) that every document of the current format holds to. */
  public static String schema() {
    return Documents.resource("run-record-" + RunRecord.FORMAT + ".schema.json");
  }
}
