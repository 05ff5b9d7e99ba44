// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import dev.nosplat.splat.FamilyRow.Ending;
import dev.nosplat.splat.FamilyRow.Trait;
import dev.nosplat.splat.Headline.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A report that is being read, line by line. */
final class Report {
  /** What an offered line did. */
  enum Offer {
    /** It belongs to the report, or passes by without ending it. */
    TAKEN,
    /** It was the report's last line. */
    COMPLETE,
    /** The report had ended before it. */
    OVER
  }

  /** Lines kept of one report; a longer one goes on, but only its end is noted. */
  private static final int MOST_LINES = 6000;

  /** Free text between {@code cut here} and the WARNING or BUG line. */
  private static final int MOST_MESSAGE_LINES = 24;

  /** Strange lines after which a report is over: where callers are named, and where not. */
  private static final int STRANGERS_NAMED = 6;

  private static final int STRANGERS = 24;

  /** The same between a fault's first line and its die() line, which always comes. */
  private static final int STRANGERS_BEFORE_TRAP = 120;

  /** The slab allocators' own WARN(): __slab_err() in mm/slub.c (6.16 to 7.3). */
  private static final Pattern OF_SLAB = Pattern.compile("\\bmm/sl[au]b\\w*\\.c:");

  /** die() of arm after do_DataAbort(), which says the reason itself (4.9 to 7.3). */
  private static final String NO_REASON = "Internal error: : ";

  private static final int PENDING = 128;
  private static final int SHORTEST_NAME = 4;

  private final ConsoleLine head;
  private final boolean aside;
  private final List<ConsoleLine> lines = new ArrayList<>();
  private final List<ConsoleLine> pending = new ArrayList<>();
  private final Set<String> adopted = new HashSet<>();
  private Family family;
  private Role role;
  private int headline;
  private long endLine;
  private long lastSeen;
  private long asked;
  private int strangers;
  private int body;
  private boolean trapped;
  private boolean warned;
  private boolean ended;
  private boolean traced;
  private boolean backtraced;
  private boolean dumped;
  private boolean bareNames;
  private boolean prose;
  private int taskEnds;
  private Optional<ConsoleLine> closing = Optional.empty();

  /** Begins with a line. */
  Report(ConsoleLine line, Headline headline, boolean aside) {
    head = line;
    this.aside = aside;
    family = headline.family();
    role = headline.role();
    trapped = role == Role.TRAP;
    take(line);
  }

  Offer offer(ConsoleLine line, Optional<Headline> next) {
    lastSeen = line.number();
    if (line.userspace() != head.userspace()) {
      return Offer.TAKEN;
    }
    if (line.blank() || line.message().startsWith("Disabling lock debugging due to")) {
      hold(line);
      return Offer.TAKEN;
    }
    if (line.message().startsWith("Showing all locks held")
        || line.message().startsWith("sysrq:")) {
      return Offer.OVER;
    }
    if (closing.isPresent()) {
      return offerToClosing(closing.get(), line, next);
    }
    if (role == Role.BANNER || role == Role.CUT_HERE) {
      return offerToOpening(line, next);
    }
    if (next.isPresent()) {
      return offerHeadline(line, next.get());
    }
    BodyLine kind = kind(line.message());
    if (ended && kind != BodyLine.MACHINE_STATE && kind != BodyLine.POINTER) {
      return stranger(line, 3);
    }
    if (kind == BodyLine.OTHER || kind == BodyLine.DUMP_HEAD && !several()) {
      return kind == BodyLine.DUMP_HEAD ? Offer.OVER : stranger(line, patience(line));
    }
    if (head.stamped() && !line.stamped()) {
      return Offer.TAKEN;
    }
    takeWithPending(line);
    dumped |= kind == BodyLine.CPU;
    body++;
    return after(kind, line.message());
  }

  /** What the line is; right behind {@code Call Trace:} a name alone is a frame. */
  private BodyLine kind(String message) {
    BodyLine kind = BodyLine.of(message);
    boolean frame =
        kind == BodyLine.OTHER
            && bareNames
            && message.length() >= SHORTEST_NAME
            && FrameParser.named(message).isPresent();
    boolean mark = kind == BodyLine.STACK_BEGIN || kind == BodyLine.STACK_END;
    bareNames = frame || kind == BodyLine.TRACE_START || bareNames && mark;
    return frame ? BodyLine.FRAME : kind;
  }

  private int patience(ConsoleLine line) {
    if (family.is(Trait.FAULT) && role == Role.REPORT && !trapped && !traced) {
      return STRANGERS_BEFORE_TRAP;
    }
    return line.caller().isEmpty() ? STRANGERS : STRANGERS_NAMED;
  }

  /**
   * After {@code cut here} in a report that may close with a WARN(): only one of the reporter's own
   * is that; another begins a report, and {@code cut here} with it.
   */
  private Offer offerToClosing(ConsoleLine cut, ConsoleLine line, Optional<Headline> next) {
    if (head.stamped() && !line.stamped()) {
      return Offer.TAKEN;
    }
    boolean own =
        next.isPresent()
            && next.get().role() == Role.WARN
            && OF_SLAB.matcher(line.message()).find();
    if (!own) {
      return Offer.OVER;
    }
    closing = Optional.empty();
    warned = true;
    traced = false;
    takeWithPending(cut);
    take(line);
    return Offer.TAKEN;
  }

  /** The lines that the report took and that turned out to be another's. */
  List<ConsoleLine> returned() {
    return closing.map(List::of).orElseGet(List::of);
  }

  /**
   * Before the headline proper: a banner wants it next, {@code cut here} allows a message first.
   */
  private Offer offerToOpening(ConsoleLine line, Optional<Headline> next) {
    if (next.isPresent()
        && next.get().role() != Role.CUT_HERE
        && next.get().role() != Role.BANNER) {
      become(next.get());
      takeWithPending(line);
      return Offer.TAKEN;
    }
    if (head.stamped() && !line.stamped()) {
      return Offer.TAKEN;
    }
    if (role == Role.BANNER || next.isPresent() || lines.size() > MOST_MESSAGE_LINES) {
      return Offer.OVER;
    }
    takeWithPending(line);
    return Offer.TAKEN;
  }

  private void become(Headline next) {
    family = next.family();
    role = next.role();
    headline = lines.size() + pending.size();
    trapped |= role == Role.TRAP;
  }

  private Offer offerHeadline(ConsoleLine line, Headline next) {
    if (next.role() == Role.BANNER && family.row().ending() == Ending.CLOSING_BANNER && body > 0) {
      takeWithPending(line);
      return Offer.COMPLETE;
    }
    if (next.role() == Role.CUT_HERE && family.is(Trait.CLOSES_WITH_WARN) && !warned && !ended) {
      closing = Optional.of(line);
      return Offer.TAKEN;
    }
    if (!repeated(line, next) && !joins(line, next)) {
      return Offer.OVER;
    }
    takeWithPending(line);
    trapped |= next.role() == Role.TRAP;
    if (next.role() == Role.CUT_HERE) {
      // What follows has a stack of its own.
      traced = false;
    }
    if (role == Role.PRELUDE && next.role() != Role.CUT_HERE) {
      role = next.role();
    } else if (role == Role.WARN && next.role() == Role.REPORT && next.family() != Family.PANIC) {
      become(next);
      headline = lines.size() - 1;
    } else if (role == Role.TENTATIVE) {
      int said = headline;
      become(next);
      headline = line.message().startsWith(NO_REASON) ? said : lines.size() - 1;
    }
    return Offer.TAKEN;
  }

  /** Whether a headline is a further line of this report and not another report. */
  private boolean joins(ConsoleLine line, Headline next) {
    if (ended) {
      return false;
    }
    switch (next.role()) {
      case CUT_HERE:
      case WARN:
      case KERNEL_BUG:
        return role == Role.PRELUDE;
      case TRAP:
        // die() speaks before it says on which CPU: behind that another fault begins.
        return !traced
            && !dumped
            && (role == Role.KERNEL_BUG
                || role == Role.TRAP
                || role == Role.PRELUDE
                || family.is(Trait.FAULT));
      case REPORT:
        if (role == Role.TENTATIVE) {
          return next.family() == family;
        }
        if (family.is(Trait.SEVERAL_HEADLINES) && next.family() == family && body == 0) {
          return true; // one line for each pool, then what all of them do
        }
        if (role == Role.WARN && next.family().is(Trait.TIMED)) {
          return opensFor(next.family()); // the watchdog of 3.x said it inside a WARN()
        }
        if (next.family() == Family.PANIC && !traced && !trapped) {
          return DetailsParser.comesBeforeStack(family, line.message());
        }
        return !traced
            && (next.family().is(Trait.SECOND_FAULT)
                || next.family().is(Trait.SECOND_AFTER_TRAP) && trapped)
            && family.is(Trait.FAULT)
            && body == 0;
      case PRELUDE:
        return role == Role.WARN && opensFor(next.family());
      default:
        return false;
    }
  }

  /** Whether this is the bare head of a WARN() that is the other family's own. */
  private boolean opensFor(Family other) {
    return body == 0 && !traced && other.row().hasSite(headline());
  }

  /** A headline that journal and console both delivered. */
  private boolean repeated(ConsoleLine line, Headline next) {
    return next.role() == Role.REPORT
        && body == 0
        && line.message().equals(lines.get(lines.size() - 1).message());
  }

  private Offer after(BodyLine kind, String message) {
    switch (kind) {
      case TRACE_START:
        backtraced |= message.startsWith("stack backtrace");
        traced = true;
        return Offer.TAKEN;
      case FRAME:
        traced |= !behindPreemption();
        return Offer.TAKEN;
      case TASK_END:
        taskEnds++;
        return stackEndsIt() ? Offer.COMPLETE : Offer.TAKEN;
      case END_TRACE:
        ended = true;
        return trapped ? Offer.TAKEN : Offer.COMPLETE;
      case END_PANIC:
        return Offer.COMPLETE;
      default:
        return Offer.TAKEN;
    }
  }

  /** Whether this is who disabled preemption and no stack: __schedule_bug() (6.1 to 7.3). */
  private boolean behindPreemption() {
    return lines.size() > 1
        && lines.get(lines.size() - 2).message().startsWith("Preemption disabled at:");
  }

  private boolean stackEndsIt() {
    return switch (family.row().ending()) {
      case OPEN, CLOSING_BANNER -> false;
      case STACK -> taskEnds >= 1;
      case BACKTRACE -> taskEnds >= 1 && backtraced;
      case SECOND_BACKTRACE -> taskEnds >= 2 && backtraced;
    };
  }

  private boolean several() {
    return family.is(Trait.SEVERAL_DUMPS);
  }

  private Offer stranger(ConsoleLine line, int most) {
    if (head.stamped() && !line.stamped()) {
      return Offer.TAKEN;
    }
    hold(line);
    prose = true;
    return ++strangers > most ? Offer.OVER : Offer.TAKEN;
  }

  private void hold(ConsoleLine line) {
    if (pending.size() < PENDING) {
      pending.add(line);
    }
  }

  private void takeWithPending(ConsoleLine line) {
    if (lines.size() + pending.size() < MOST_LINES) {
      lines.addAll(pending);
    }
    pending.clear();
    strangers = 0;
    take(line);
  }

  private void take(ConsoleLine line) {
    if (lines.size() < MOST_LINES) {
      lines.add(line);
    }
    endLine = line.endNumber();
    lastSeen = line.number();
    if (line.message().startsWith("Sending NMI from CPU")) {
      asked = line.number(); // nmi_trigger_cpumask_backtrace() in lib/nmi_backtrace.c
    }
  }

  /** The number of the last line that was looked at for this report. */
  long lastSeen() {
    return lastSeen;
  }

  /**
   * Whether this report asked other CPUs for their stacks and the line is such an answer.
   *
   * @param ownEnd the last line of the answering CPU's own report, 0 where it has none: an answer
   *     comes after a question that is later than that
   */
  boolean adopts(ConsoleLine line, long ownEnd) {
    return several()
        && asked >= ownEnd
        && (adopted.contains(line.caller())
            || line.message().startsWith("NMI backtrace for cpu") && adopted.add(line.caller()));
  }

  /** Whether it was printed beside the kernel's own lines, without their time. */
  boolean aside() {
    return aside;
  }

  /** The message that says what happened. */
  String headline() {
    return lines.get(Math.min(headline, lines.size() - 1)).message();
  }

  /** Whether more stands here than {@code cut here} and text, which may be a mail's own. */
  private boolean hasMachineState() {
    return lines.stream()
        .map(line -> BodyLine.of(line.message()))
        .anyMatch(kind -> kind.ordinal() <= BodyLine.MACHINE_STATE.ordinal());
  }

  /**
   * The splat, unless the lines turned out to be none: a mail that only quotes a headline of
   * lockdep's is about something else.
   */
  Optional<Splat> complete() {
    boolean nothing =
        role == Role.BANNER
            || role == Role.TENTATIVE && (body == 0 || !traced)
            || role == Role.CUT_HERE && (lines.size() == 1 || !head.stamped() && !hasMachineState())
            || family.byLockdep() && body == 0 && prose && !head.stamped();
    if (nothing) {
      return Optional.empty();
    }
    return Optional.of(new SplatBuilder(family, lines, headline, endLine).build());
  }
}
