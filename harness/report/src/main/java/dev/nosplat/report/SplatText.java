// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.splat.Details;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.HeldLock;
import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A splat told in a few lines: what, where, which locks and the frames that matter. */
final class SplatText {
  private SplatText() {}

  /** What a person needs beside the title, as name and value. */
  static List<Fact> facts(Splat splat, String console) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("at", place(splat, console)));
    facts.add(new Fact("signature", Printable.line(splat.signature())));
    if (splat.details() instanceof Details.InvalidWaitContext wait) {
      facts.add(new Fact("lock", lock(wait.lock()) + " in context " + braces(wait.context())));
      facts.addAll(locks("held", wait.held()));
    }
    if (splat.details() instanceof Details.Locking locking) {
      facts.addAll(locks("locks", locking.locks()));
      facts.addAll(locks("held", locking.held()));
    }
    if (splat.details() instanceof Details.MemoryAccess access) {
      facts.add(new Fact("access", access(access)));
    }
    if (splat.details() instanceof Details.Message message && !message.message().isBlank()) {
      facts.add(new Fact("message", Printable.line(message.message())));
    }
    return facts;
  }

  private static List<Fact> locks(String name, List<HeldLock> locks) {
    return locks.isEmpty()
        ? List.of()
        : List.of(
            new Fact(name, locks.stream().map(SplatText::lock).collect(Collectors.joining(", "))));
  }

  private static String access(Details.MemoryAccess access) {
    StringBuilder text = new StringBuilder(Printable.line(access.bug()));
    if (!access.access().isEmpty()) {
      text.append(", ").append(Printable.line(access.access()));
    }
    access
        .size()
        .ifPresent(size -> text.append(" of ").append(Layout.count(size, "byte", "bytes")));
    access.address().ifPresent(a -> text.append(" at 0x").append(Printable.line(a)));
    return text.toString();
  }

  /** Where in the console the report stands, and who printed it. */
  static String place(Splat splat, String console) {
    StringBuilder place = new StringBuilder();
    place.append(console).append(':').append(splat.line()).append('-').append(splat.endLine());
    splat.cpu().ifPresent(cpu -> place.append(", CPU ").append(cpu));
    splat
        .task()
        .ifPresent(
            task -> {
              place.append(", task ").append(Printable.line(task));
              splat.pid().ifPresent(pid -> place.append('/').append(pid));
            });
    if (splat.userspace()) {
      place.append(", written by user space");
    }
    return place.toString();
  }

  /**
   * The frames from the blamed one outwards: the reporting machinery above it and the guesses of
   * the unwinder tell nobody anything.
   *
   * @return all frames where no frame is blamed; empty where the report had none
   */
  static List<Frame> framesThatMatter(Splat splat) {
    List<Frame> sure = splat.frames().stream().filter(Frame::reliable).toList();
    for (int i = 0; i < sure.size(); i++) {
      if (splat.culprit().filter(sure.get(i).function()::equals).isPresent()) {
        return sure.subList(i, sure.size());
      }
    }
    return sure;
  }

  /** One frame as the console has it: {@code function+0x53/0x8c [module]}. */
  static String frame(Frame frame) {
    StringBuilder text = new StringBuilder(Printable.line(frame.function()));
    if (frame.offset() >= 0 && frame.size() >= 0) {
      text.append(String.format(Locale.ROOT, "+0x%x/0x%x", frame.offset(), frame.size()));
    }
    frame.module().ifPresent(m -> text.append(" [").append(Printable.line(m)).append(']'));
    if (frame.inlined()) {
      text.append(" (inlined)");
    }
    frame.location().ifPresent(l -> text.append(" at ").append(Printable.line(l)));
    return text.toString();
  }

  private static String lock(HeldLock lock) {
    String name = Printable.line(lock.name());
    return lock.waitTypes().isEmpty() ? name : name + " " + braces(lock.waitTypes());
  }

  private static String braces(String waitTypes) {
    return "{" + Printable.line(waitTypes) + "}";
  }

  /** One named value of a splat. */
  record Fact(String name, String value) {}
}
