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

  private static final Pattern PLACE = Pattern.compile("\\S+\\.[a-z]+:\\d+ \\S.*!");

  private MessageParser() {}

  /** The message of a WARN() or before a BUG(). */
  static Details sentence(List<ConsoleLine> lines, int headline, List<Stack> stacks) {
    return first(lines, false);
  }

  /** The line after the headline with which UBSAN and RCU explain themselves. */
  static Details explanation(List<ConsoleLine> lines, int headline, List<Stack> stacks) {
    return first(lines, true);
  }

  /** The line with which RCU names the place; another message may stand between. */
  static Details usage(List<ConsoleLine> lines, int headline, List<Stack> stacks) {
    return lines.stream()
        .map(ConsoleLine::message)
        .filter(message -> PLACE.matcher(message).lookingAt())
        .findFirst()
        .<Details>map(Details.Message::new)
        .orElseGet(() -> first(lines, true));
  }

  /** What a report says that is no BUG() although it is as bad as one. */
  static Details leftOver(List<ConsoleLine> lines, int headline, List<Stack> stacks) {
    return lines.stream()
        .map(ConsoleLine::message)
        .filter(m -> m.startsWith("VFS: Busy inodes") || m.startsWith("unregister_netdevice: "))
        .findFirst()
        .<Details>map(m -> new Details.Message(Nouns.bug(m)))
        .orElseGet(Details.None::new);
  }

  /** The two sides of a data race, from KCSAN's headline. */
  static Details race(List<ConsoleLine> lines, int headline, List<Stack> stacks) {
    String message = lines.get(headline).message();
    return new Details.Message(
        message.replaceFirst("^BUG: KCSAN: ", "").replaceAll("\\+0x\\S+", ""));
  }

  /** What the slab allocators' headline says of the object. */
  static Details slab(List<ConsoleLine> lines, int headline, List<Stack> stacks) {
    String message = lines.get(headline).message();
    return new Details.Message(
        message.replaceFirst("^.*\\((?:Not tainted|Tainted:.*?)\\): |^BUG \\S+: ", ""));
  }

  private static Details first(List<ConsoleLine> lines, boolean textOnly) {
    // Until 3.4 the machine's name stood before the message: warn_slowpath_common() in
    // kernel/panic.c.
    boolean old = lines.stream().anyMatch(line -> line.message().startsWith("WARNING: at "));
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
      boolean sentence = !textOnly || kind == BodyLine.TEXT || kind == BodyLine.OTHER;
      if (i > 0 && kind != BodyLine.OTHER && kind != BodyLine.TEXT) {
        break;
      }
      if (i > 0 && sentence && !ends(message)) {
        return new Details.Message(message);
      }
      if (ends(message) && !(old && message.startsWith("Hardware name"))) {
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
}
