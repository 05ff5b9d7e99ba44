// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What {@code ops.exit} was told, as the BPF program kept it.
 *
 * @param kind {@code enum scx_exit_kind}; 0 while the scheduler has not exited
 * @param text reason and message
 */
record ExitRecord(long kind, String text) {
  static final ExitRecord NONE = new ExitRecord(0, "");

  /** From here on the kernel itself ended the scheduler: SCX_EXIT_ERROR, 6.12 to 7.3. */
  private static final long FIRST_ERROR = 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  static ExitRecord parse(String dump) {
    if (dump.isEmpty()) {
      return NONE;
    }
    try {
      JsonNode value = JSON.readTree(dump).path(0).path("formatted").path("value");
      String reason = text(value.path("reason"));
      String message = text(value.path("message"));
      return new ExitRecord(
          GuestText.count(value.path("kind")).orElse(0),
          GuestText.brief(message.isEmpty() ? reason : reason + ": " + message));
    } catch (JsonProcessingException e) {
      return NONE;
    }
  }

  /** Why the kernel ejected the scheduler; empty when it did not. */
  String ejection() {
    return kind >= FIRST_ERROR ? text : "";
  }

  /** bpftool prints an array of char as a string, or number by number where it is not printable. */
  private static String text(JsonNode chars) {
    if (chars.isTextual()) {
      return chars.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode c : chars) {
      if (c.isTextual()) {
        text.append(c.asText());
      } else if (c.asInt() != 0) {
        text.append((char) c.asInt());
      }
    }
    return text.toString();
  }
}
