// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The text of one line that another program keeps as a JSON object.
 *
 * <p>Fields: journal-fields(7) of systemd, sys-utils/dmesg.c of util-linux, Docker's json-file
 * driver (whose pieces end after 16 KiB), LAVA's output.yaml. A line that another program wrote
 * gets that program's name and no stamp, so that nothing in it looks like the kernel's.
 */
final class StoredLine {
  private static final int DOCKER_PIECE = 16 * 1024;
  private static final List<String> CONSOLE = List.of("target", "feedback");

  private StoredLine() {}

  /** The text with its line end, or with none where the next object goes on. */
  static Optional<String> text(JsonNode line) {
    if (line.has("MESSAGE")) {
      return Optional.of(journal(line) + "\n");
    }
    if (line.has("msg") && line.has("lvl")) {
      // What LAVA itself says is none of the machine's console, but a line of the file.
      boolean console = CONSOLE.contains(line.path("lvl").asText());
      return Optional.of((console ? line.path("msg").asText() : "") + "\n");
    }
    if (line.has("msg") && line.has("time")) {
      String stamp = String.format(Locale.ROOT, "[%12.6f] ", line.path("time").asDouble());
      return Optional.of(prefixed(stamp, line.path("msg")) + "\n");
    }
    if (line.has("log")) {
      String text = line.path("log").asText();
      boolean goesOn = !text.endsWith("\n") && text.length() >= DOCKER_PIECE;
      return Optional.of(text.endsWith("\n") || goesOn ? text : text + "\n");
    }
    return line.path("message").isTextual()
        ? Optional.of(line.path("message").asText() + "\n")
        : Optional.empty();
  }

  private static String journal(JsonNode entry) {
    String identifier = entry.path("SYSLOG_IDENTIFIER").asText("");
    boolean kernel = entry.path("_TRANSPORT").asText(identifier).equals("kernel");
    JsonNode message = entry.path("MESSAGE");
    if (!kernel) {
      return prefixed((identifier.isEmpty() ? "journal" : identifier) + ": ", message);
    }
    long micros =
        entry
            .path("_SOURCE_MONOTONIC_TIMESTAMP")
            .asLong(entry.path("__MONOTONIC_TIMESTAMP").asLong(-1));
    String stamp =
        micros < 0
            ? "<" + entry.path("PRIORITY").asInt(4) % 8 + ">"
            : String.format(Locale.ROOT, "[%5d.%06d] ", micros / 1_000_000, micros % 1_000_000);
    return prefixed(stamp, message);
  }

  /** The journal keeps a message that is no UTF-8 as an array of bytes. */
  private static String prefixed(String prefix, JsonNode message) {
    String text = message.asText();
    if (message.isArray()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      message.forEach(b -> bytes.write(b.asInt()));
      text = bytes.toString(StandardCharsets.UTF_8);
    }
    return text.lines().map(line -> prefix + line).collect(Collectors.joining("\n"));
  }
}
