// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import dev.nosplat.splat.FamilyRow.Trait;
import dev.nosplat.splat.Headline.Role;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps one open report per printk caller, so that reports of several CPUs come apart where the
 * console names its callers, and one for lines without a time in a log whose lines have one: what a
 * program printed, or a report that was pasted without its stamps.
 */
final class Assembler implements LineScanner.Sink {
  private static final int MOST_OPEN = 64;

  /** Lines of others after which a report whose caller fell silent is taken for complete. */
  private static final int SILENCE = 400;

  /** Lines at the beginning that are all looked at, and how many with a time settle it. */
  private static final int FIRST_LOOK = 64;

  private static final int TIMED_FROM = 5;

  /** The owner of lines without a time: no caller is named so. */
  private static final String ASIDE = "aside";

  /** Frames from which on a report without a time is one, and no program's text about one. */
  private static final int FRAMES_ASIDE = 2;

  private static final int MOST_REMEMBERED = 256;

  private final Map<String, Report> open = new LinkedHashMap<>();
  private final Consumer<Splat> found;
  private final LineJoiner joiner = new LineJoiner(this::message);
  private final BootWatch boots = new BootWatch();
  private final Set<String> headlines = new LinkedHashSet<>();
  private final Set<String> lasting = new LinkedHashSet<>();
  private int looked;
  private int timed;
  private boolean kernel;

  Assembler(Consumer<Splat> found) {
    this.found = found;
  }

  @Override
  public boolean wantsEveryLine() {
    return looked < FIRST_LOOK || !kernel || !open.isEmpty() || joiner.holds();
  }

  @Override
  public void line(long number, String raw) {
    joiner.accept(ConsoleLine.parse(number, raw));
  }

  private void message(ConsoleLine line) {
    Optional<Headline> headline = Headlines.match(line.message());
    boots.see(line);
    look(line, headline);
    if (headline.isPresent() && bootOrFirmware(line, headline.get().role())) {
      return;
    }
    if (!open.isEmpty()) {
      closeSilent(line.number());
    }
    boolean aside = aside(line, headline);
    if (headline.isPresent() && !aside) {
      remember(headlines, line.message());
    }
    String key = aside ? ASIDE : owner(line, headline.isPresent());
    Report report = open.get(key);
    if (report != null && offered(report, key, line, headline)) {
      return;
    }
    if (headline.isPresent()) {
      begin(key, line, headline.get());
    }
  }

  /**
   * Learns from the first lines whether this is a kernel's log, and whether its lines are timed.
   */
  private void look(ConsoleLine line, Optional<Headline> headline) {
    kernel |= line.stamped() || headline.isPresent() || KernelText.isKernel(line.message());
    if (looked < FIRST_LOOK) {
      looked++;
      timed += line.timed() ? 1 : 0;
    }
  }

  /**
   * Whether a line stands beside the kernel's own ones: it has no time although they have. BPF's
   * own reports go through user space, and a fault in early boot has no clock yet.
   */
  private boolean aside(ConsoleLine line, Optional<Headline> headline) {
    if (line.timed() || timed < TIMED_FROM) {
      return false;
    }
    if (headline.isEmpty()) {
      return open.containsKey(ASIDE);
    }
    return !headline.get().family().is(Trait.UNSTAMPED)
        && !line.message().startsWith("PANIC: early exception");
  }

  /** Keeps the last ones, and says whether this is new. */
  private static boolean remember(Set<String> messages, String message) {
    boolean added = messages.add(message);
    if (messages.size() > MOST_REMEMBERED) {
      messages.remove(messages.iterator().next());
    }
    return added;
  }

  /**
   * The caller to whose report this line belongs. What a CPU answers when another asks for its
   * stack is the asking one's, also where the answering CPU has an older report of its own.
   */
  private String owner(ConsoleLine line, boolean headline) {
    if (line.caller().isEmpty() || headline) {
      return line.caller();
    }
    Report own = open.get(line.caller());
    long ownEnd = own == null ? 0 : own.lastSeen();
    for (Map.Entry<String, Report> entry : open.entrySet()) {
      if (entry.getValue() != own && entry.getValue().adopts(line, ownEnd)) {
        return entry.getKey();
      }
    }
    return line.caller();
  }

  /** Whether the open report has dealt with the line; if not, the line may begin another. */
  private boolean offered(
      Report report, String key, ConsoleLine line, Optional<Headline> headline) {
    switch (report.offer(line, headline)) {
      case TAKEN:
        return true;
      case COMPLETE:
        close(key);
        return true;
      case OVER:
        close(key);
        if (report.returned().isEmpty()) {
          return false;
        }
        report.returned().forEach(this::message);
        message(line);
        return true;
    }
    throw new AssertionError();
  }

  private void begin(String key, ConsoleLine line, Headline headline) {
    if (open.size() >= MOST_OPEN) {
      close(open.keySet().iterator().next());
    }
    if (headline.role() == Role.LASTING
        && !remember(lasting, line.message().replaceAll("\\d+$", ""))) {
      return; // only the count at its end changes
    }
    open.put(key, new Report(line, headline, key.equals(ASIDE)));
    if (headline.role() == Role.SINGLE_LINE || headline.role() == Role.LASTING) {
      close(key);
    }
  }

  private boolean bootOrFirmware(ConsoleLine line, Role role) {
    if (role != Role.BOOT && (role != Role.FIRMWARE || line.stamped())) {
      return false;
    }
    boolean unexpected =
        role == Role.BOOT ? boots.booted(line) : boots.restarted(timed >= TIMED_FROM);
    closeAll();
    if (unexpected) {
      open.put(
          line.caller(),
          new Report(line, new Headline(Family.UNEXPECTED_BOOT, Role.SINGLE_LINE), false));
      close(line.caller());
    }
    return true;
  }

  private void closeSilent(long number) {
    Iterator<Map.Entry<String, Report>> entries = open.entrySet().iterator();
    List<Report> silent = new ArrayList<>();
    while (entries.hasNext()) {
      Report report = entries.next().getValue();
      if (number - report.lastSeen() > SILENCE) {
        entries.remove();
        silent.add(report);
      }
    }
    silent.forEach(this::deliver);
  }

  private void close(String key) {
    Report report = open.remove(key);
    if (report != null) {
      deliver(report);
    }
  }

  private void deliver(Report report) {
    complete(report).ifPresent(found);
  }

  /**
   * The splat; none where a program replays what the kernel had printed before, or only speaks of a
   * report.
   */
  private Optional<Splat> complete(Report report) {
    Optional<Splat> splat = report.complete();
    if (!report.aside()) {
      return splat;
    }
    return splat
        .filter(s -> s.frames().size() >= FRAMES_ASIDE)
        .filter(s -> !headlines.contains(report.headline()));
  }

  private void closeAll() {
    List<Report> all = List.copyOf(open.values());
    open.clear();
    all.forEach(this::deliver);
  }

  void finish() {
    joiner.flush();
    closeAll();
  }

  /** Whether any line was a kernel's. */
  boolean sawKernel() {
    return kernel;
  }

  List<Splat> unfinished() {
    return open.values().stream().map(this::complete).flatMap(Optional::stream).toList();
  }
}
