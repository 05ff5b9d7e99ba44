// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import dev.nosplat.splat.FamilyRow.Trait;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the family of a report whose first headline left it open. */
final class Refinement {
  private static final Pattern FIRST_PAGE =
      Pattern.compile("paging request .*\\bat (?:virtual )?(?:address )?(?:0x)?0+[0-9a-f]{1,3}\\b");

  private Refinement() {}

  static Family of(Family announced, List<ConsoleLine> lines) {
    if (announced == Family.PAGING_REQUEST && nullAddress(lines)
        || announced.is(Trait.SHADOWED) && nullShadow(lines)) {
      return Family.NULL_DEREFERENCE;
    }
    if (!announced.is(Trait.GENERAL)) {
      return announced;
    }
    for (ConsoleLine line : lines) {
      String message = line.message();
      Optional<Headline> headline = Headlines.match(message);
      if (headline.isPresent() && headline.get().family().is(Trait.NAMED_BY_MESSAGE)) {
        return headline.get().family();
      }
      if (message.startsWith("Call Trace") || message.startsWith("Call trace")) {
        break;
      }
      if (message.startsWith("ODEBUG: ")) {
        return Family.ODEBUG;
      }
      Optional<Family> bySite = bySite(message);
      if (bySite.isPresent()) {
        return bySite.get();
      }
    }
    return announced;
  }

  /** A BUG or WARN inside a checker of its own kind, whose message was lost. */
  private static Optional<Family> bySite(String message) {
    boolean place =
        message.startsWith("kernel BUG at ")
            || message.startsWith("WARNING: ")
            || message.startsWith("RIP: ")
            || message.startsWith("pc : ");
    if (place) {
      for (Family family : Family.values()) {
        if (family.row().hasSite(message)) {
          return Optional.of(family);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * KASAN reads the shadow first, so that a NULL pointer faults at the shadow's address:
   * kasan_non_canonical_hook() in mm/kasan/report.c (6.1 to 7.3).
   */
  private static boolean nullShadow(List<ConsoleLine> lines) {
    return lines.stream()
        .anyMatch(line -> line.message().startsWith("KASAN: null-ptr-deref in range"));
  }

  /**
   * powerpc until 5.x, x86 before 4.x and others print a paging request for any address: the first
   * page is NULL.
   */
  private static boolean nullAddress(List<ConsoleLine> lines) {
    for (ConsoleLine line : lines) {
      String message = line.message();
      if (message.contains("handle kernel")
          && (message.contains("NULL pointer") || FIRST_PAGE.matcher(message).find())) {
        return true;
      }
    }
    return false;
  }
}
