// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import dev.nosplat.splat.Headline.Role;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the sentence with which a WARN(), UBSAN or suspicious RCU usage explains itself. */
final class MessageParser {
  private static final Pattern NO_SENTENCE =
      Pattern.compile("[-=]{4,}.*|\\d\\S* #\\S+ (?:Not tainted|Tainted).*|\\[last unloaded.*");

  private MessageParser() {}

  static Details parse(Family family, List<ConsoleLine> lines, int headline) {
    if (family == Family.KCSAN || family == Family.SLAB_CORRUPTION) {
      return new Details.Message(ofHeadline(family, lines.get(headline).message()));
    }
    for (int i = 0; i < lines.size() && i < 40; i++) {
      String message = lines.get(i).message();
      Optional<Headline> head = Headlines.match(message);
      if (head.isPresent() && head.get().role() == Role.PRELUDE) {
        return new Details.Message(message);
      }
      if (head.isPresent() || message.isEmpty() || NO_SENTENCE.matcher(message).matches()) {
        continue;
      }
      BodyLine kind = BodyLine.of(message);
      boolean sentence =
          family == Family.UBSAN || family == Family.SUSPICIOUS_RCU
              ? kind == BodyLine.TEXT || kind == BodyLine.OTHER
              : true;
      if (i > 0 && kind != BodyLine.OTHER && kind != BodyLine.TEXT) {
        break;
      }
      if (i > 0 && sentence && !ends(message)) {
        return new Details.Message(message);
      }
      if (ends(message)) {
        break;
      }
    }
    return new Details.Message("");
  }

  private static boolean ends(String message) {
    return message.startsWith("Hardware name")
        || message.startsWith("Workqueue:")
        || message.startsWith("Tainted:");
  }

  private static String ofHeadline(Family family, String headline) {
    if (family == Family.KCSAN) {
      return headline.replaceFirst("^BUG: KCSAN: ", "").replaceAll("\\+0x\\S+", "");
    }
    return headline.replaceFirst("^.*\\((?:Not tainted|Tainted:.*?)\\): ", "");
  }
}
