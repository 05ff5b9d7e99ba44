// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The gate record as the JSON document that every gate leaves in its directory.
 *
 * <p>Fields stand in the order of the records' components and maps are sorted, so equal records
 * give equal bytes. An empty optional is absent; a reader ignores fields that it does not know.
 * What such reading cannot bridge gets a new {@link GateRecord#FORMAT}.
 */
public final class GateRecordJson {
  /** The document's name in the gate directory. */
  public static final String FILE = "gate.json";

  private GateRecordJson() {}

  /** The document, indented, with a newline at its end. */
  public static String write(GateRecord record) {
    return Documents.pretty(record);
  }

  /** The document on one line, without a newline, for {@code --json}. */
  public static String writeLine(GateRecord record) {
    return Documents.line(record);
  }

  /**
   * Writes the document into the record's own directory, which must exist.
   *
   * @return the file
   * @throws IOException if it cannot be written
   */
  public static Path save(GateRecord record) throws IOException {
    return Files.writeString(record.directory().resolve(FILE), write(record));
  }

  /**
   * Reads a document.
   *
   * @throws UnreadableRecord if it is no gate record, or one of a format that this version does not
   *     know
   */
  public static GateRecord read(String json) {
    return Documents.read(json, GateRecord.class, "gate record", GateRecord.FORMAT);
  }

  /**
   * Reads the document of a gate directory. The directory may have been moved since it was written:
   * the record that comes back says where it is now.
   *
   * @throws UnreadableRecord if the document is no gate record of a known format
   * @throws IOException if there is no document or it cannot be read
   */
  public static GateRecord load(Path directory) throws IOException {
    return read(Documents.text(directory.resolve(FILE))).inDirectory(directory);
  }

  /** The JSON schema (draft 2020-12) that every document of the current format holds to. */
  public static String schema() {
    return Documents.resource("gate-record-" + GateRecord.FORMAT + ".schema.json");
  }
}
