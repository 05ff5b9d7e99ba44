// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;

/** What the guest's programs print. A hostile kernel may have written all of it. */
final class GuestText {
  /** More than any counter of a run reaches, and far from where a sum of counters overflows. */
  private static final long UTMOST = 1_000_000_000_000L;

  private static final int SHOWN = 300;

  private GuestText() {}

  /** A count in decimal digits; empty for anything else, and for what no run can have counted. */
  static OptionalLong count(String text) {
    return text.matches("\\d{1,13}") ? bounded(Long.parseLong(text)) : OptionalLong.empty();
  }

  /** The same of a JSON number. */
  static OptionalLong count(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong()
        ? bounded(node.asLong())
        : OptionalLong.empty();
  }

  private static OptionalLong bounded(long value) {
    return value >= 0 && value <= UTMOST ? OptionalLong.of(value) : OptionalLong.empty();
  }

  /** So much of a text as a report has room for. */
  static String brief(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
