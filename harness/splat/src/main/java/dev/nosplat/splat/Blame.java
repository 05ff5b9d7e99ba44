// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whom a family's reports blame. Where nobody is left, nobody is blamed. */
enum Blame {
  /** The innermost function that is no machinery. */
  FIRST {
    @Override
    Optional<Frame> of(ReportParts report) {
      return Culprit.first(report.frames())
          .or(() -> Culprit.innermost(CodeKind.GENERIC, report.frames()))
          .or(() -> Culprit.named(report.headline()));
    }
  },
  /**
   * The same, else who queued what RCU or a worker carried out, else the function in which the
   * kernel stood: these reports come from there, whatever it serves.
   */
  STANDING {
    @Override
    Optional<Frame> of(ReportParts report) {
      return Culprit.wildJumper(report.messages(), report.frames())
          .or(() -> Culprit.leafCaller(report.frames()))
          .or(() -> Culprit.first(report.frames()))
          .or(() -> Culprit.named(report.headline()))
          .or(() -> queuer(report.stacks()))
          .or(() -> Culprit.innermost(CodeKind.GENERIC, report.frames()))
          .or(() -> Culprit.innermost(CodeKind.SERVICE, report.frames()))
          .or(() -> Culprit.innermost(CodeKind.PRIMITIVE, report.frames()));
    }
  },
  /** The outermost function of the subject's own: the innermost is chance. */
  SAMPLED {
    @Override
    Optional<Frame> of(ReportParts report) {
      return Culprit.sampled(report.frames()).or(() -> workItem(report.messages()));
    }
  },
  /** Who asked for the memory. */
  ASKER {
    @Override
    Optional<Frame> of(ReportParts report) {
      return Culprit.asker(report.frames());
    }
  },
  /** Who took the lock, as lockdep says behind "at:". */
  TAKER {
    @Override
    Optional<Frame> of(ReportParts report) {
      Optional<Frame> taker = taken(report.details()).flatMap(Blame::acquirer);
      return taker
          .filter(f -> Machinery.of(f).takes())
          .or(() -> Culprit.taker(report.frames()))
          .or(() -> taker.filter(f -> Machinery.of(f).bounds()));
    }
  },
  /** Who took the lock that a task left held. */
  TAKER_OF_LEFT_LOCK {
    @Override
    Optional<Frame> of(ReportParts report) {
      return left(report.details()).flatMap(Blame::acquirer).or(() -> FIRST.of(report));
    }
  },
  /** The innermost function, but nobody where a watchdog found a stalled task: it is no suspect. */
  NOBODY_IF_STALLED {
    @Override
    Optional<Frame> of(ReportParts report) {
      return report.details() instanceof Details.Message message
              && STALLED.matcher(message.message()).find()
          ? Optional.empty()
          : FIRST.of(report);
    }
  },
  /** The innermost function that does not just take a mapping down. */
  NOT_WHO_UNMAPS {
    @Override
    Optional<Frame> of(ReportParts report) {
      return Culprit.notWhoUnmaps(report.frames());
    }
  },
  /** The function that the report itself names, else as for a fault. */
  NAMED {
    @Override
    Optional<Frame> of(ReportParts report) {
      return report.messages().stream()
          .filter(message -> NAMING.matcher(message).lookingAt())
          .findFirst()
          .flatMap(message -> naming(message))
          .filter(f -> !Machinery.of(f).machinery())
          .or(() -> STANDING.of(report));
    }
  };

  private static final Pattern NAMING =
      Pattern.compile("caller is |Kernel panic - not syncing: stack-protector: ");

  /** scx_exit_reason() and check_rq_for_timeouts() in kernel/sched/ext.c (6.12 to 7.3). */
  private static final Pattern STALLED =
      Pattern.compile("runnable task stall|watchdog failed to check in");

  private static final Pattern WORK = Pattern.compile("Workqueue: \\S+ ([A-Za-z_][\\w.]*)(?: .*)?");

  abstract Optional<Frame> of(ReportParts report);

  private static Optional<Frame> naming(String message) {
    return Culprit.symbol(message.replaceFirst("^caller is ", "in: "));
  }

  /** Who queued the callback or the work item in which a report was made. */
  private static Optional<Frame> queuer(List<Stack> stacks) {
    return stacks.stream()
        .filter(s -> s.label().startsWith("Last potentially"))
        .findFirst()
        .flatMap(stack -> Culprit.first(stack.frames()));
  }

  /** The work item that print_worker_info() in kernel/workqueue.c says was being carried out. */
  private static Optional<Frame> workItem(List<String> messages) {
    return messages.stream()
        .map(WORK::matcher)
        .filter(Matcher::matches)
        .findFirst()
        .flatMap(work -> Culprit.named("in: " + work.group(1) + "+0x1"));
  }

  private static Optional<HeldLock> taken(Details details) {
    if (details instanceof Details.InvalidWaitContext wait) {
      return Optional.of(wait.lock());
    }
    return details instanceof Details.Locking locking
        ? locking.locks().stream().findFirst()
        : Optional.empty();
  }

  private static Optional<HeldLock> left(Details details) {
    if (details instanceof Details.Locking locking && !locking.held().isEmpty()) {
      return Optional.of(locking.held().get(locking.held().size() - 1));
    }
    return Optional.empty();
  }

  /** The frame behind "at:", unless it was inlined and another one follows. */
  private static Optional<Frame> acquirer(HeldLock lock) {
    return FrameParser.parse(lock.acquiredAt()).filter(frame -> !frame.inlined());
  }
}
