// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bundle;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.nosplat.record.UrlCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Paths below the user's home directory, which hold the user's name and are of no use elsewhere: a
 * bundle has {@code ~} there, and no credentials of a URL.
 */
final class HomePaths {
  /**
   * What we write ourselves and may name a path of the host. The rest is the guest's or a tree's.
   */
  private static final List<String> OURS = List.of(".json", "/qemu.sh", "/build.log");

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final String home;

  HomePaths(Path home) {
    this.home = home.toString();
  }

  /**
   * The same files, those that name the directory replaced by copies that do not.
   *
   * @param files by their names in the bundle
   * @param scratch where the copies go
   */
  Map<String, Path> without(Map<String, Path> files, Path scratch) throws IOException {
    Map<String, Path> result = new TreeMap<>(files);
    for (Map.Entry<String, Path> file : files.entrySet()) {
      if (OURS.stream().anyMatch(file.getKey()::endsWith)) {
        Path copy = scratch.resolve("file" + result.size() + "-" + scratchName(file.getKey()));
        result.put(file.getKey(), Files.write(copy, without(file.getKey(), file.getValue())));
      }
    }
    return result;
  }

  private static String scratchName(String name) {
    return name.replace('/', '-');
  }

  private byte[] without(String name, Path file) throws IOException {
    if (name.endsWith(".json")) {
      return JSON.writerWithDefaultPrettyPrinter()
          .writeValueAsBytes(without(JSON.readTree(Files.readAllBytes(file))));
    }
    // Bytes that are no UTF-8 stay what they are.
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    String bytes = new String(home.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return without(text, bytes).getBytes(StandardCharsets.ISO_8859_1);
  }

  private JsonNode without(JsonNode node) {
    if (node instanceof TextNode text) {
      return TextNode.valueOf(without(text.textValue(), home));
    }
    if (node instanceof ObjectNode object) {
      object.properties().forEach(field -> field.setValue(without(field.getValue())));
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, without(array.get(i)));
      }
    }
    return node;
  }

  /** Only as a whole path: {@code /home/me} is no part of {@code /home/meredith}. */
  private static String without(String all, String home) {
    String text = UrlCredentials.hidden(all);
    if (home.length() < 2) {
      return text;
    }
    return text.replaceAll(
        java.util.regex.Pattern.quote(home) + "(?![A-Za-z0-9._-])",
        java.util.regex.Matcher.quoteReplacement("~"));
  }
}
