// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import java.util.List;
import java.util.Map;

/**
 * One mail.
 *
 * @param headers the message's own headers, names in lower case, encoded words decoded
 * @param body all its text parts and attached patches, as bytes (see the package of series)
 * @param attached the mails that are attached to it
 */
record Mail(Map<String, String> headers, String body, List<Mail> attached) {
  Mail {
    headers = Map.copyOf(headers);
    attached = List.copyOf(attached);
  }

  /** A header, or empty. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Its Message-ID without the angle brackets, or empty. */
  String id() {
    return header("message-id").replaceAll("[<>\\s]", "");
  }

  /** Whether it answers a mail. */
  boolean answers(Mail other) {
    String id = other.id();
    return !id.isEmpty()
        && (header("in-reply-to").contains("<" + id + ">")
            || header("references").contains("<" + id + ">"));
  }
}
