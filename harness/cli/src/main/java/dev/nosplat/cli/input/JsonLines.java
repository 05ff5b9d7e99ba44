// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A JSON object on each line: the journal, Docker, Kubernetes, and LAVA, whose YAML is a list of
 * such objects. A line that is none stays as it is.
 */
final class JsonLines extends PieceStream {
  /** No line of a log's store is longer; what follows is dropped. */
  private static final int LONGEST = 1 << 20;

  private final InputStream in;
  private final ObjectMapper mapper = new ObjectMapper();

  JsonLines(InputStream in) {
    this.in = in;
  }

  /** Whether a line is a whole object, perhaps of a YAML list. */
  static boolean isObject(String line) {
    try {
      return new ObjectMapper().readTree(object(line)).isObject();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  @Override
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (bytes.size() < LONGEST) {
        bytes.write(b);
      }
    }
    String line = bytes.toString(StandardCharsets.UTF_8);
    return Optional.of(text(line).getBytes(StandardCharsets.UTF_8));
  }

  private String text(String line) {
    String object = object(line);
    if (object.startsWith("{")) {
      try {
        JsonNode stored = mapper.readTree(object);
        return StoredLine.text(stored).orElse(line + "\n");
      } catch (JsonProcessingException e) {
        return line + "\n";
      }
    }
    return line + "\n";
  }

  /** Without the dash of a YAML list and the mark of a JSON sequence (RFC 7464). */
  private static String object(String line) {
    String text = line.startsWith("\u001e") ? line.substring(1) : line;
    return (text.startsWith("- ") ? text.substring(2) : text).strip();
  }
}
