// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import dev.nosplat.splat.Headline.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises the lines with which reports begin: the forms of the families' rows.
 *
 * <p>A headline stands at the beginning of a message: text that merely quotes one is none.
 */
final class Headlines {
  /**
   * Words of which every headline has at least one: what the byte scanner looks for. A 0 stands for
   * any digit, and four bytes are the least.
   */
  static final List<String> TRIGGERS =
      List.of(
          "BUG:",
          "BUG ",
          "WARNING: ",
          "INFO: ",
          "cut here",
          "====================",
          "UBSAN: ",
          "Oops",
          "Internal error: ",
          "[#0]",
          "[#00",
          "general protection fault",
          "nable to handle kernel",
          "PANIC: ",
          "Kernel panic",
          "refcount_t: ",
          "list_add",
          "list_del",
          "ODEBUG: ",
          "memory leaks",
          "unreferenced object",
          "emory exposure attempt",
          "emory overwrite attempt",
          "detected buffer overflow",
          "detected field-spanning",
          "hard LOCKUP",
          "nosplat: ",
          "Hard LOCKUP",
          "lab corruption",
          "slab error in",
          "double free detected in cache",
          "ad page state",
          ": bad p",
          "bad: scheduling",
          "ERROR: ",
          "sched_ext: ",
          "Cannot open root device",
          "SError",
          "Bad mode in",
          "Unhandled ",
          "Insufficient stack space",
          "kernel stack overflow",
          "NX-protected",
          "SMEP",
          "CSD lock",
          "CFI failure",
          "Missing ENDBR",
          "pagealloc: ",
          "Linux version ",
          "reboot: ",
          "Restarting system",
          "Starting new kernel",
          "ommand line: ",
          "unregister_netdevice: waiting",
          "Busy inodes after unmount",
          "SeaBIOS (",
          "iPXE ",
          "UEFI firmware (",
          "BdsDxe: ",
          "U-Boot ",
          "OpenSBI v",
          "EFI stub: ",
          "GRUB",
          "Decompressing Linux",
          "ooting the kernel",
          "early console in ");

  /** Lockdep's word before what it found; with the bracket of 4.x. */
  static final String LOCKDEP_SAYS = "(?:\\[ ?)?(?:WARNING|INFO|BUG): ";

  static final String WATCHDOG = "(?:(?:NMI )?[Ww]atchdog: ?)?";

  /** What die() prints behind its first words. */
  static final String DIE = " ?(?:[0-9a-f]{1,16} )?(?:ilc:\\d )?(?:sig: \\d+ )?\\[#\\d+\\]";

  static final String NOT_NULL = "(?!kernel NULL pointer|NULL pointer)";

  /**
   * @param trap whether the pattern wants the counter of die(): most messages that it would be
   *     tried on have none
   */
  private record Rule(Pattern pattern, Optional<Headline> headline, boolean trap) {
    Rule(Pattern pattern, Headline headline) {
      this(pattern, Optional.of(headline), pattern.pattern().contains("\\[#\\d+\\]"));
    }
  }

  private static final Triggers WORDS = new Triggers(TRIGGERS);
  private static final ByFirstLetter<Rule> RULES = new ByFirstLetter<>(rules(), Rule::pattern);

  private Headlines() {}

  /** Finds the words of {@link #TRIGGERS}. */
  static Triggers triggers() {
    return WORDS;
  }

  /** What this message announces, if it is a headline. */
  static Optional<Headline> match(String message) {
    return WORDS.isIn(message) ? ofForm(message) : Optional.empty();
  }

  /** The same of a message that holds one of the words. */
  static Optional<Headline> ofForm(String message) {
    boolean trap = message.contains("[#");
    for (Rule rule : RULES.of(message)) {
      if ((trap || !rule.trap) && rule.pattern.matcher(message).lookingAt()) {
        return rule.headline;
      }
    }
    return Optional.empty();
  }

  /** Whether a message is none, and only because it breaks off. */
  static boolean isUnfinished(String message) {
    boolean begins = false;
    for (Rule rule : RULES.of(message)) {
      Matcher matcher = rule.pattern.matcher(message);
      if (matcher.lookingAt()) {
        return false;
      }
      begins |= matcher.hitEnd();
    }
    return begins;
  }

  /** The families' own forms, before those that are asked only when no other fits. */
  private static List<Rule> rules() {
    List<Rule> first = new ArrayList<>();
    List<Rule> last = new ArrayList<>();
    // What stands before a headline leaves the family open.
    first.add(
        new Rule(
            Pattern.compile("-{4,}\\[ cut here \\]"), new Headline(Family.WARNING, Role.CUT_HERE)));
    first.add(new Rule(Pattern.compile("={20,}$"), new Headline(Family.WARNING, Role.BANNER)));
    for (Family family : Family.values()) {
      for (FamilyRow.Form form : family.row().forms()) {
        Rule rule = new Rule(form.pattern(), new Headline(family, form.role()));
        (form.fallback() ? last : first).add(rule);
      }
    }
    first.addAll(last);
    return List.copyOf(first);
  }
}
