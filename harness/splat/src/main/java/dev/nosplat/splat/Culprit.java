// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the frame to blame. */
final class Culprit {
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:\\bin:?|\\bat|at \\S+:\\d+) ([A-Za-z_][\\w.]*)\\+0x"
              + "|KCSAN: [\\w-]+ in ([A-Za-z_][\\w.]*)(?: /|$)");

  /** The processor was sent to where there is no code (arch/x86/mm/fault.c of 6.1 to 7.3). */
  private static final Pattern WILD_JUMP =
      Pattern.compile(
          "#PF: supervisor instruction fetch|kernel tried to execute NX-protected"
              + "|unable to execute userspace code");

  /** Assembly that makes no frame: an unwinder by frame pointers only guesses who called it. */
  private static final Pattern LEAF =
      Pattern.compile(
          "_*(?:mem(?:set|cpy|move|cmp)(?:_orig|_erms)?|clear_page\\w*|copy_page\\w*"
              + "|rep_(?:movs|stos)_alternative|copy_user\\w*|csum_partial\\w*)");

  /** Whoever takes a mapping down, or exits with it, finds the bad entry and has not made it. */
  private static final Pattern UNMAPPING =
      Pattern.compile(
          "_*(?:vm_normal_(?:page|folio)\\w*|print_bad_\\w+|zap_\\w+|unmap_\\w+|vms_\\w+|do_vmi_\\w+"
              + "|do_munmap|vm_munmap|exit_mmap|mmput|do_exit|do_group_exit|exit_mm)");

  /** scx_exit_reason() and check_rq_for_timeouts() in kernel/sched/ext.c (6.12 to 7.3). */
  private static final Pattern STALLED =
      Pattern.compile("runnable task stall|watchdog failed to check in");

  private Culprit() {}

  /**
   * The first reliable frame that is no machinery. Where all are: what the unwinder guessed, else
   * where the kernel was entered, else the first of any kind.
   */
  static Optional<Frame> of(List<Frame> frames) {
    return first(frames, f -> f.reliable() && !Machinery.covers(f) && !Machinery.isEntry(f))
        .or(() -> first(frames, f -> inside(f) && !Machinery.covers(f) && !Machinery.isEntry(f)))
        .or(() -> first(frames, f -> f.reliable() && !Machinery.covers(f)))
        .or(() -> first(frames, Frame::reliable));
  }

  /** Whether a report has a stack and nobody in it to blame: its watchdog's own. */
  static boolean isNobody(Family family, Details details) {
    return family.row().blame() == Blame.NOBODY_IF_STALLED
        && details instanceof Details.Message message
        && STALLED.matcher(message.message()).find();
  }

  /** The same for a report whose family has machinery of its own. */
  static Optional<Frame> of(Family family, List<Frame> frames) {
    if (family.row().blame() == Blame.NOT_WHO_UNMAPS) {
      List<Frame> others =
          frames.stream().filter(f -> !UNMAPPING.matcher(f.function()).matches()).toList();
      return of(others)
          .filter(f -> !Machinery.isEntry(f) && !Machinery.covers(f))
          .or(() -> of(frames));
    }
    return of(frames);
  }

  /**
   * Who jumped to where there is no code: the return address on top of the stack. No frame belongs
   * to the target, so an unwinder by frame pointers marks the caller as a guess.
   *
   * @param messages the report's
   */
  static Optional<Frame> ofWildJump(List<String> messages, List<Frame> frames) {
    if (messages.stream().noneMatch(m -> WILD_JUMP.matcher(m).lookingAt())) {
      return Optional.empty();
    }
    Optional<Frame> target =
        messages.stream()
            .filter(FrameParser::isPointer)
            .flatMap(m -> FrameParser.instructionPointer(m).stream())
            .findFirst();
    boolean named = target.isPresent() && !frames.isEmpty() && frames.get(0).equals(target.get());
    return guessedCaller(named ? frames.subList(1, frames.size()) : frames);
  }

  /** Who called assembly that has no frame, where the innermost frame is such. */
  static Optional<Frame> ofLeaf(List<Frame> frames) {
    return !frames.isEmpty() && LEAF.matcher(frames.get(0).function()).matches()
        ? guessedCaller(frames.subList(1, frames.size()))
        : Optional.empty();
  }

  private static Optional<Frame> guessedCaller(List<Frame> frames) {
    return frames.stream()
        .limit(1)
        .filter(f -> !f.reliable() && !Machinery.covers(f) && !Machinery.isEntry(f))
        .findFirst();
  }

  /** A guess at a function's very end is an address that happened to lie on the stack. */
  private static boolean inside(Frame frame) {
    return frame.offset() < 0 || frame.offset() != frame.size();
  }

  private static Optional<Frame> first(List<Frame> frames, Predicate<Frame> wanted) {
    return frames.stream().filter(wanted).findFirst();
  }

  /** Who took the lock that a task left held: where that shows, nothing else matters. */
  static Optional<Frame> ofLeftLock(Family family, Details details) {
    boolean left = family.row().blame() == Blame.TAKER_OF_LEFT_LOCK;
    if (left && details instanceof Details.Locking locking && !locking.held().isEmpty()) {
      HeldLock innermost = locking.held().get(locking.held().size() - 1);
      return FrameParser.parse(innermost.acquiredAt());
    }
    return Optional.empty();
  }

  /** The function that a headline itself names, for a report whose stack is missing. */
  static Optional<Frame> named(String headline) {
    Matcher named = NAMED.matcher(headline);
    if (!named.find()) {
      return Optional.empty();
    }
    String symbol = named.group(1) == null ? named.group(2) : named.group(1);
    return Optional.of(
        new Frame(
            Symbols.bpfProgram(symbol).orElseGet(() -> Symbols.withoutSuffix(symbol)),
            -1,
            -1,
            Optional.empty(),
            true,
            false,
            Optional.empty()));
  }
}
