// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Objects that each take several lines: {@code dmesg --json}, which has one with a list, and {@code
 * journalctl -o json-pretty}, which has one after the other.
 */
final class JsonDocument extends PieceStream {
  private final JsonParser parser;
  private final ObjectMapper mapper = new ObjectMapper();
  private boolean inList;

  JsonDocument(InputStream in) throws IOException {
    parser = mapper.createParser(in);
  }

  @Override
  Optional<byte[]> next() throws IOException {
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (token == JsonToken.START_ARRAY) {
        inList = true;
      } else if (token == JsonToken.END_ARRAY) {
        inList = false;
      } else if (token == JsonToken.START_OBJECT) {
        Optional<JsonNode> stored = object();
        if (stored.isPresent()) {
          String text = StoredLine.text(stored.get()).orElse("\n");
          return Optional.of(text.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return Optional.empty();
  }

  /** The object at which the parser stands; empty where it holds the list of those. */
  private Optional<JsonNode> object() throws IOException {
    ObjectNode object = mapper.createObjectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_ARRAY && !inList && !name.equals("MESSAGE")) {
        inList = true;
        return Optional.empty();
      }
      JsonNode tree = mapper.readTree(parser);
      object.set(name, tree);
    }
    return Optional.of(object);
  }
}
