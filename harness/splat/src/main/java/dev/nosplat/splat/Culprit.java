// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the function to blame among the frames of one stack. Inlined functions are never it: a log
 * that was not decoded does not show them. Where the rules leave nobody, nobody is blamed.
 */
final class Culprit {
  private static final Pattern NAMED =
      Pattern.compile("(?:\\bin:?|\\bat|at \\S+:\\d+) ([A-Za-z_][\\w.]*)\\+0x");
  private static final Pattern RACE =
      Pattern.compile("BUG: KCSAN: [\\w-]+ in ([A-Za-z_][\\w.]*)(?: /|$)");

  /** Instruction fetch from a non-executable address (arch/x86/mm/fault.c of 6.1 to 7.3). */
  private static final Pattern WILD_JUMP =
      Pattern.compile(
          "#PF: supervisor instruction fetch|kernel tried to execute NX-protected"
              + "|unable to execute userspace code");

  private Culprit() {}

  /** The innermost reliable frame that is no machinery. */
  static Optional<Frame> first(List<Frame> frames) {
    return innermost(frames, f -> !Machinery.of(f).machinery());
  }

  /** The innermost function that can be the taker of a lock. */
  static Optional<Frame> taker(List<Frame> frames) {
    return innermost(frames, f -> Machinery.of(f).takes());
  }

  /** The innermost function of one kind: where the kernel stood, if nobody else is left. */
  static Optional<Frame> innermost(CodeKind kind, List<Frame> frames) {
    return innermost(frames, f -> Machinery.of(f) == kind);
  }

  /**
   * The outermost function of the subject's own before the kernel's entry, a dispatcher or generic
   * code: what a stack of a loop that was sampled anywhere has in every sample.
   */
  static Optional<Frame> sampled(List<Frame> frames) {
    Optional<Frame> outermost = Optional.empty();
    Optional<Frame> generic = Optional.empty();
    for (Frame frame : plain(frames).toList()) {
      CodeKind kind = Machinery.of(frame);
      if (outermost.isPresent() && kind.bounds()) {
        return outermost;
      }
      if (!kind.machinery()) {
        outermost = Optional.of(frame);
      } else if (kind == CodeKind.GENERIC && generic.isEmpty()) {
        generic = Optional.of(frame);
      }
    }
    return outermost.isPresent() ? outermost : generic;
  }

  /** Who asked for memory: the innermost function that is not one more allocator by its name. */
  static Optional<Frame> asker(List<Frame> frames) {
    return innermost(frames, f -> !Machinery.of(f).machinery() && !allocates(f.function()))
        .or(() -> first(frames));
  }

  private static boolean allocates(String function) {
    String name = function.toLowerCase(Locale.ROOT);
    return name.contains("alloc") || name.endsWith("dup") || name.contains("memdup");
  }

  /** The innermost function that does not just take a mapping down. */
  static Optional<Frame> notWhoUnmaps(List<Frame> frames) {
    return innermost(
            frames,
            f -> {
              CodeKind kind = Machinery.of(f);
              return !kind.machinery() && kind != CodeKind.UNMAP && kind != CodeKind.DISPATCH;
            })
        .or(() -> first(frames));
  }

  /**
   * Who jumped to where there is no code: the return address on top of the stack. No frame belongs
   * to the target, so an unwinder by frame pointers marks the caller as a guess.
   *
   * @param messages the report's
   */
  static Optional<Frame> wildJumper(List<String> messages, List<Frame> frames) {
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
  static Optional<Frame> leafCaller(List<Frame> frames) {
    return !frames.isEmpty() && Machinery.of(frames.get(0)) == CodeKind.COPY
        ? guessedCaller(frames.subList(1, frames.size()))
        : Optional.empty();
  }

  private static Optional<Frame> guessedCaller(List<Frame> frames) {
    return frames.stream()
        .limit(1)
        .filter(f -> !f.reliable() && f.offset() != f.size() && !Machinery.of(f).machinery())
        .findFirst();
  }

  /** A function that a line names, where it is to blame by the same rule. */
  static Optional<Frame> named(String text) {
    return symbol(text).filter(f -> !Machinery.of(f).machinery());
  }

  /** The function that a headline says the report is about. */
  static Optional<Frame> symbol(String text) {
    Matcher named = NAMED.matcher(text);
    if (named.find()) {
      return Optional.of(frame(named.group(1)));
    }
    Matcher race = RACE.matcher(text);
    return race.find() ? Optional.of(frame(race.group(1))) : Optional.empty();
  }

  private static Frame frame(String symbol) {
    return new Frame(
        Symbols.bpfProgram(symbol).orElseGet(() -> Symbols.withoutSuffix(symbol)),
        -1,
        -1,
        Optional.empty(),
        true,
        false,
        Optional.empty());
  }

  private static Optional<Frame> innermost(List<Frame> frames, Predicate<Frame> wanted) {
    return plain(frames).filter(wanted).findFirst();
  }

  /**
   * The frames that can be to blame. Offset 0 is the return address of a call at the end of the
   * function before, which does not return; the innermost may stand at its very beginning.
   */
  private static Stream<Frame> plain(List<Frame> frames) {
    return frames.stream()
        .filter(f -> f.reliable() && !f.inlined())
        .filter(f -> f.offset() != 0 || f.equals(frames.get(0)));
  }
}
