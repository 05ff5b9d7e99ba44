// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import dev.nosplat.splat.Headline.Role;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * All that one family of reports means to the reader.
 *
 * @param id the family's name in JSON, known-issues files and on the command line
 * @param forms the lines with which its reports begin
 * @param sites source files in which a bare WARN() or BUG() is this family's
 * @param traits what else is special about its reports
 * @param ending where its reports end
 * @param noun how a title begins; given the headline
 * @param wording the rest of a title
 * @param key what tells its bugs apart
 * @param details reads what only this family prints
 * @param stack which of a report's stacks is the main one
 * @param blame who is to blame
 */
record FamilyRow(
    String id,
    List<Form> forms,
    List<String> sites,
    Set<Trait> traits,
    Ending ending,
    UnaryOperator<String> noun,
    Wording wording,
    Key key,
    DetailsReader details,
    MainStack stack,
    Blame blame) {

  /**
   * A line with which reports begin.
   *
   * @param pattern looked for at the beginning of a message
   * @param role how such a line behaves towards an open report
   * @param fallback whether it is asked only when no other form fits, of whichever family
   */
  record Form(Pattern pattern, Role role, boolean fallback) {}

  /** Where a report of a family ends if nothing else ends it before. */
  enum Ending {
    /** With its own last line or the first of something else. */
    OPEN,
    /** With a second line of equals signs. */
    CLOSING_BANNER,
    /** With its first stack. */
    STACK,
    /** With the stack that {@code stack backtrace:} announces. */
    BACKTRACE,
    /** With the second of two stacks, of which {@code stack backtrace:} announces one. */
    SECOND_BACKTRACE
  }

  /** A yes or no that is no for most families. */
  enum Trait {
    /** Lockdep prints it, as long as debug_locks is on. */
    LOCKDEP,
    /** Before it lockdep turns itself off: debug_locks_off() in kernel/locking/lockdep.c. */
    DISARMS,
    /** After it nothing is proved any more, although nothing need be wrong with the kernel. */
    ENDS_PROOF,
    /** A clock triggers it. */
    TIMED,
    /** It holds stack dumps of several CPUs or tasks. */
    SEVERAL_DUMPS,
    /** It has one headline for each of the things that it is about. */
    SEVERAL_HEADLINES,
    /** A fault whose die() line comes later and belongs to it. */
    FAULT,
    /** A fault that KASAN makes of another one by looking at the shadow memory first. */
    SHADOWED,
    /** A fault's second headline, which belongs to the first while nothing else was printed. */
    SECOND_FAULT,
    /** The same once the die() line was printed. */
    SECOND_AFTER_TRAP,
    /** It may close with a WARN() that only says that there was a report. */
    CLOSES_WITH_WARN,
    /** So general that another line of the report may say more. */
    GENERAL,
    /** A message inside a WARN() or before a BUG() names it. */
    NAMED_BY_MESSAGE,
    /** Its words tell its bugs apart, whoever is to blame. */
    SAYS_ENOUGH,
    /** BPF prints it through a program of user space, without the kernel's time stamp. */
    UNSTAMPED
  }

  FamilyRow {
    forms = List.copyOf(forms);
    sites = List.copyOf(sites);
    traits = Set.copyOf(traits);
  }

  boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /** Whether the line names one of the {@link #sites}. */
  boolean hasSite(String message) {
    return sites.stream().anyMatch(message::contains);
  }

  static Builder family(String id) {
    return new Builder(id);
  }

  /** A report after which lockdep is off, with its locks, two stacks and who took the last lock. */
  static Builder lockdep(String id) {
    return family(id)
        .is(Trait.LOCKDEP, Trait.DISARMS)
        .ends(Ending.BACKTRACE)
        .reads(LockdepParser::locking)
        .stack(MainStack.LAST)
        .blames(Blame.TAKER);
  }

  /** A bad access between two lines of equals signs. */
  static Builder sanitizer(String id) {
    return family(id)
        .ends(Ending.CLOSING_BANNER)
        .reads(MemoryAccessParser::parse)
        .blames(Blame.STANDING);
  }

  /** A processor's fault, with a die() line to come. */
  static Builder fault(String id) {
    return family(id).is(Trait.FAULT).blames(Blame.STANDING);
  }

  /** A message inside a WARN() or before a BUG(). */
  static Builder message(String id) {
    return family(id).is(Trait.NAMED_BY_MESSAGE).reads(MessageParser::sentence);
  }

  /** What a clock finds and samples, with the stacks of all that take part. */
  static Builder stall(String id) {
    return family(id).is(Trait.TIMED, Trait.SEVERAL_DUMPS).blames(Blame.SAMPLED);
  }

  /** Writes a row down in words; what is not said is what most families have. */
  static final class Builder {
    private final String id;
    private final List<Form> forms = new ArrayList<>();
    private final List<String> sites = new ArrayList<>();
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
    private Ending ending = Ending.OPEN;
    private UnaryOperator<String> noun;
    private Wording wording = Wording.EXPLAINED;
    private Key key = Key.DETAILS;
    private DetailsReader details = DetailsReader.NONE;
    private MainStack stack = MainStack.FIRST;
    private Blame blame = Blame.FIRST;

    private Builder(String id) {
      this.id = id;
      noun = headline -> id;
    }

    /** Lines that begin a report whatever is open. */
    Builder begins(String... patterns) {
      return begins(Role.REPORT, patterns);
    }

    Builder begins(Role role, String... patterns) {
      return form(role, false, patterns);
    }

    /** Lines that are asked only when no {@link #begins} of any family fits. */
    Builder elseBegins(Role role, String... patterns) {
      return form(role, true, patterns);
    }

    private Builder form(Role role, boolean fallback, String... patterns) {
      for (String pattern : patterns) {
        forms.add(new Form(Pattern.compile(pattern), role, fallback));
      }
      return this;
    }

    Builder site(String... files) {
      sites.addAll(List.of(files));
      return this;
    }

    Builder is(Trait... these) {
      traits.addAll(List.of(these));
      return this;
    }

    Builder ends(Ending where) {
      ending = where;
      return this;
    }

    Builder title(String words) {
      noun = headline -> words;
      return this;
    }

    Builder title(UnaryOperator<String> ofHeadline) {
      noun = ofHeadline;
      return this;
    }

    Builder worded(Wording how) {
      wording = how;
      return this;
    }

    Builder key(Key what) {
      key = what;
      return this;
    }

    Builder reads(DetailsReader reader) {
      details = reader;
      return this;
    }

    Builder stack(MainStack which) {
      stack = which;
      return this;
    }

    Builder blames(Blame whom) {
      blame = whom;
      return this;
    }

    FamilyRow build() {
      return new FamilyRow(
          id, forms, sites, traits, ending, noun, wording, key, details, stack, blame);
    }
  }
}
