// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads locks as print_lock(), print_lock_name() and lockdep_print_held_locks() in
 * kernel/locking/lockdep.c print them (4.x without addresses or wait types, to 7.3).
 */
final class LockdepParser {
  private static final Pattern LOCK =
      Pattern.compile(
          "(?:#\\d+: +)?(?:-> ?#\\d+ +)?(?:-> ?)?(?:[0-9a-f]{6,16} ?)?\\((.+)\\)"
              + "\\{([-.+?A-Z]{1,24})\\}(?:-\\{(\\d+:\\d+)\\})?"
              + "(?:, at: (?:\\[<[0-9a-f]+>\\] )?(.*?))?(?: ops: \\d+)?(?: \\{)?:?");
  private static final Pattern CONTEXT = Pattern.compile("context-\\{(\\d+:\\d+)\\}");
  private static final Pattern CHAIN = Pattern.compile("-> ?#(\\d{1,9}) .*");
  private static final Pattern RELEASE =
      Pattern.compile(".* is trying to (?:release|contend) lock \\((.*)\\) at:?");

  private final List<HeldLock> locks = new ArrayList<>();
  private final List<HeldLock> held = new ArrayList<>();
  private final List<Details.ChainLink> chain = new ArrayList<>();
  private List<Frame> chainFrames = new ArrayList<>();
  private Optional<HeldLock> chainLock = Optional.empty();
  private int chainDepth;
  private String context = "";
  private boolean headOver;

  private LockdepParser() {}

  static Details waitContext(List<ConsoleLine> lines, int headline, List<Stack> stacks) {
    LockdepParser parser = read(lines);
    return parser.locks.isEmpty()
        ? parser.locking()
        : new Details.InvalidWaitContext(parser.locks.get(0), parser.context, parser.held);
  }

  static Details locking(List<ConsoleLine> lines, int headline, List<Stack> stacks) {
    return read(lines).locking();
  }

  private static LockdepParser read(List<ConsoleLine> lines) {
    LockdepParser parser = new LockdepParser();
    for (ConsoleLine line : lines) {
      parser.take(line.message());
    }
    parser.endLink();
    return parser;
  }

  private Details locking() {
    return new Details.Locking(locks, chain, held);
  }

  /** The lock that a line prints, if it prints one. */
  static Optional<HeldLock> lock(String message) {
    if (message.indexOf('{') < 0) {
      return Optional.empty();
    }
    Matcher lock = LOCK.matcher(message);
    if (!lock.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new HeldLock(lock.group(1), lock.group(2), orEmpty(lock.group(3)), orEmpty(lock.group(4))));
  }

  private void take(String message) {
    Matcher at = CONTEXT.matcher(message);
    if (at.matches()) {
      context = at.group(1);
    }
    Matcher release = RELEASE.matcher(message);
    if (release.matches()) {
      locks.add(new HeldLock(release.group(1), "", "", ""));
    }
    headOver |=
        message.startsWith("other info that")
            || message.startsWith("the existing dependency")
            || message.startsWith("stack backtrace")
            || message.startsWith("the shortest dep");
    Optional<HeldLock> lock = lock(message);
    Matcher link = CHAIN.matcher(message);
    if (link.matches() && lock.isPresent()) {
      endLink();
      chainLock = lock;
      chainDepth = Integer.parseInt(link.group(1));
    } else if (message.startsWith("#") && lock.isPresent()) {
      held.add(lock.get());
    } else if (lock.isPresent() && !headOver) {
      locks.add(lock.get());
    } else if (message.startsWith("other info that")) {
      endLink();
    } else if (chainLock.isPresent()) {
      FrameParser.parse(message).ifPresent(chainFrames::add);
    }
  }

  private void endLink() {
    chainLock.ifPresent(lock -> chain.add(new Details.ChainLink(chainDepth, lock, chainFrames)));
    chainLock = Optional.empty();
    chainFrames = new ArrayList<>();
  }

  private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text.strip();
  }
}
