// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the family of a report whose first headline left it open. */
final class Refinement {
  private static final Set<Family> GENERAL =
      EnumSet.of(Family.WARNING, Family.BUG, Family.INVALID_OPCODE, Family.OOPS);

  /** Families that a message inside a WARN() or before a BUG() names. */
  private static final Set<Family> NAMED_BY_MESSAGE =
      EnumSet.of(
          Family.REFCOUNT,
          Family.LIST_CORRUPTION,
          Family.ODEBUG,
          Family.USERCOPY,
          Family.FORTIFY,
          Family.UBSAN);

  private Refinement() {}

  static Family of(Family announced, List<ConsoleLine> lines) {
    if (announced == Family.PAGING_REQUEST && nullAddress(lines)) {
      return Family.NULL_DEREFERENCE;
    }
    if (!GENERAL.contains(announced)) {
      return announced;
    }
    for (ConsoleLine line : lines) {
      String message = line.message();
      Optional<Headline> headline = Headlines.match(message);
      if (headline.isPresent() && NAMED_BY_MESSAGE.contains(headline.get().family())) {
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
    if (message.startsWith("kernel BUG at ") || message.startsWith("WARNING: ")) {
      if (message.contains("lib/list_debug.c")) {
        return Optional.of(Family.LIST_CORRUPTION);
      }
      if (message.contains("lib/refcount.c") || message.contains("refcount_warn_saturate")) {
        return Optional.of(Family.REFCOUNT);
      }
      if (message.contains("mm/usercopy.c")) {
        return Optional.of(Family.USERCOPY);
      }
      if (message.contains("lib/debugobjects.c")) {
        return Optional.of(Family.ODEBUG);
      }
    }
    boolean fortify = message.startsWith("RIP: ") || message.startsWith("pc : ");
    if (fortify && message.contains("fortify_panic")) {
      return Optional.of(Family.FORTIFY);
    }
    return Optional.empty();
  }

  /** x86 before 4.x and powerpc print a paging request for any address: the first page is NULL. */
  private static boolean nullAddress(List<ConsoleLine> lines) {
    for (ConsoleLine line : lines) {
      String message = line.message();
      if (message.contains("handle kernel") && message.contains("NULL pointer")) {
        return true;
      }
    }
    return false;
  }
}
