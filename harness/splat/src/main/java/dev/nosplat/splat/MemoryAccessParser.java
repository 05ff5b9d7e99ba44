// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what mm/kasan/report.c, mm/kfence/report.c and mm/kmsan/report.c say about an access. */
final class MemoryAccessParser {
  private static final Pattern HEAD =
      Pattern.compile("BUG: (?:KAS(?:AN|an)|KFENCE|KMSAN): (.*?)(?: (read|write|rw))?(?: in .*)?$");
  private static final Pattern ACCESS =
      Pattern.compile(
          "(Read|Write|Free|Invalid-free)(?: of size (\\d+))? (?:at|of)"
              + " (?:addr|address) (?:0x)?([0-9a-f]+).*");
  private static final Pattern KFENCE_ACCESS =
      Pattern.compile(".* (?:at|of) 0x([0-9a-f]+)\\b.*kfence-#.*|Invalid .* at 0x([0-9a-f]+).*");
  private static final Pattern KMSAN_SIZE =
      Pattern.compile("Memory access of size (\\d+) starts at ([0-9a-f]+).*");

  private MemoryAccessParser() {}

  static Details parse(List<ConsoleLine> lines, int headline, List<Stack> stacks) {
    String bug = "";
    String access = "";
    Optional<Long> size = Optional.empty();
    Optional<String> address = Optional.empty();
    for (ConsoleLine line : lines) {
      String message = line.message();
      Matcher head = HEAD.matcher(message);
      Matcher plain = ACCESS.matcher(message);
      Matcher kfence = KFENCE_ACCESS.matcher(message);
      Matcher kmsan = KMSAN_SIZE.matcher(message);
      if (bug.isEmpty() && head.matches()) {
        bug = head.group(1);
        access = head.group(2) == null ? access : head.group(2);
      } else if (address.isEmpty() && plain.matches()) {
        access = plain.group(1).toLowerCase(Locale.ROOT);
        size = Optional.ofNullable(plain.group(2)).flatMap(MemoryAccessParser::number);
        address = Optional.of(plain.group(3));
      } else if (address.isEmpty() && kmsan.matches()) {
        size = number(kmsan.group(1));
        address = Optional.of(kmsan.group(2));
      } else if (address.isEmpty() && kfence.matches()) {
        address = Optional.ofNullable(kfence.group(1)).or(() -> Optional.of(kfence.group(2)));
      }
    }
    return new Details.MemoryAccess(
        bug,
        access.equals("invalid-free") ? "free" : access,
        size,
        address,
        labelled(stacks, "allocated", "uninit was created"),
        labelled(stacks, "freed", "freed"));
  }

  private static Optional<Long> number(String digits) {
    return digits.length() > 18 ? Optional.empty() : Optional.of(Long.valueOf(digits));
  }

  private static List<Frame> labelled(List<Stack> stacks, String start, String other) {
    return stacks.stream()
        .filter(
            stack -> {
              String label = stack.label().toLowerCase(Locale.ROOT);
              return label.startsWith(start) || label.startsWith(other);
            })
        .findFirst()
        .map(Stack::frames)
        .orElse(List.of());
  }
}
