// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Cuts the lines of a report into its stacks. */
final class Stacks {
  private static final Pattern LABEL =
      Pattern.compile(
          "(?:Allocated|Freed) (?:by|in)|Last potentially|Second to last|.*[ -](?:un)?safe at:$"
              + "|\\{.*\\} state was registered|\\.\\.\\. acquired at|[A-Z-]+-[A-Z-]+ at:"
              + "|INITIAL.* at:|-> #\\d|Uninit was|kfence-#|(?:allocated|freed) by task"
              + "|rcu freeing|(?:assert no accesses|read-write|read|write)\\b.* to 0x"
              + "|race at unknown|(?:Out-of-bounds|Use-after-free|Corrupted|Invalid) .*0x"
              + "|BUG: KMSAN|backtrace|unreferenced object|page last |task:|NMI backtrace for"
              + "|.*held by .*/\\d+|stack backtrace|Preemption disabled at|Local variable"
              + "|Last Breaking-Event");
  private static final Pattern ACQUIRED = Pattern.compile("#\\d+: .*");

  private final List<Stack> stacks = new ArrayList<>();
  private String label = "";
  private List<Frame> frames = new ArrayList<>();
  private Optional<String> context = Optional.empty();
  private Optional<Frame> pointer = Optional.empty();
  private boolean bareNames;

  private Stacks() {}

  static List<Stack> of(List<ConsoleLine> lines) {
    Stacks stacks = new Stacks();
    for (ConsoleLine line : lines) {
      stacks.take(line.message());
    }
    stacks.pointer.ifPresent(stacks.frames::add);
    stacks.end();
    return List.copyOf(stacks.stacks);
  }

  private void take(String message) {
    BodyLine kind = BodyLine.of(message);
    switch (kind) {
      case FRAME:
        // Until 4.8 a stack's mark and its first frame shared a line.
        if (context.isEmpty() && message.startsWith("<")) {
          context = Optional.of(context(message));
        }
        FrameParser.parse(message)
            .or(() -> bareNames ? FrameParser.named(message) : Optional.empty())
            .ifPresent(this::add);
        return;
      case POINTER:
        pointer(message);
        return;
      case TRACE_START:
        begin(message);
        bareNames = true;
        return;
      case DUMP_HEAD:
        begin(message);
        return;
      case STACK_BEGIN:
        if (context.isEmpty()) {
          context = Optional.of(context(message));
        }
        return;
      case TASK_END:
        end();
        return;
      case CPU:
        end();
        return;
      default:
        Optional<Frame> named = bareNames ? FrameParser.named(message) : Optional.empty();
        if (named.isPresent()) {
          add(named.get());
          return;
        }
        bareNames = false;
        if (!ACQUIRED.matcher(message).matches() && LABEL.matcher(message).lookingAt()) {
          end();
          pointer = Optional.empty();
          label = message;
        }
    }
  }

  private void add(Frame frame) {
    // arm64 begins its trace with the program counter that it has already printed.
    pointer.filter(at -> !frame.equals(at)).ifPresent(frames::add);
    pointer = Optional.empty();
    frames.add(frame);
  }

  /** Before a trace it is the innermost frame, inside one the function that was interrupted. */
  private void pointer(String message) {
    Optional<Frame> frame = FrameParser.instructionPointer(message);
    if (frame.isEmpty()) {
      return;
    }
    if (frames.isEmpty()) {
      pointer = frame;
    } else {
      frames.add(frame.get());
    }
  }

  private void begin(String message) {
    if (!frames.isEmpty()) {
      end();
    }
    String before = label;
    boolean keepsLabel = message.startsWith("Call ") && !before.isEmpty();
    label = keepsLabel ? before : message;
  }

  private void end() {
    if (!frames.isEmpty()) {
      stacks.add(new Stack(label, frames, context));
    }
    frames = new ArrayList<>();
    context = Optional.empty();
    label = "";
  }

  private static String context(String mark) {
    if (mark.startsWith("<TASK")) {
      return "task";
    }
    return mark.startsWith("<NMI") ? "nmi" : mark.contains("RQ") ? "irq" : "task";
  }
}
