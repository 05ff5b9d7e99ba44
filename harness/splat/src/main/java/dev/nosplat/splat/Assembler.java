// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import dev.nosplat.splat.FamilyRow.Trait;
import dev.nosplat.splat.Headline.Role;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps one open report per printk caller, so that reports of several CPUs come apart where the
 * console names its callers.
 */
final class Assembler implements LineScanner.Sink {
  private static final int MOST_OPEN = 64;

  /** Lines of others after which a report whose caller fell silent is taken for complete. */
  private static final int SILENCE = 400;

  /** Lines at the beginning that are all looked at, and how many with a stamp settle it. */
  private static final int FIRST_LOOK = 64;

  private static final int STAMPED_FROM = 5;

  private final Map<String, Report> open = new LinkedHashMap<>();
  private final Consumer<Splat> found;
  private final LineJoiner joiner = new LineJoiner(this::message);
  private final BootWatch boots = new BootWatch();
  private int looked;
  private int stamped;

  Assembler(Consumer<Splat> found) {
    this.found = found;
  }

  @Override
  public boolean wantsEveryLine() {
    return looked < FIRST_LOOK || !open.isEmpty() || joiner.holds();
  }

  @Override
  public void line(long number, String raw) {
    joiner.accept(ConsoleLine.parse(number, raw));
  }

  private void message(ConsoleLine line) {
    Optional<Headline> headline = Headlines.match(line.message());
    boots.see(line);
    look(line);
    if (headline.isPresent() && echoed(line, headline.get())) {
      headline = Optional.empty();
    }
    if (headline.isPresent() && headline.get().role() == Role.BOOT) {
      boot(line);
      return;
    }
    if (!open.isEmpty()) {
      closeSilent(line.number());
    }
    String key = owner(line);
    Report report = open.get(key);
    if (report != null && offered(report, key, line, headline)) {
      return;
    }
    if (headline.isPresent()) {
      begin(key, line, headline.get());
    }
  }

  /** Learns from the first lines whether this kernel stamps what it prints. */
  private void look(ConsoleLine line) {
    if (looked < FIRST_LOOK) {
      looked++;
      stamped += line.stamped() ? 1 : 0;
    }
  }

  /**
   * Whether a headline was printed by a program: it bears no stamp although the kernel stamps its
   * lines. BPF's own reports go through user space, and a fault in early boot has no clock yet.
   */
  private boolean echoed(ConsoleLine line, Headline headline) {
    return !line.stamped()
        && stamped >= STAMPED_FROM
        && !headline.family().is(Trait.UNSTAMPED)
        && !line.message().startsWith("PANIC: early exception");
  }

  /** The caller to whose report this line belongs: a dump on another CPU joins the asking one. */
  private String owner(ConsoleLine line) {
    if (line.caller().isEmpty() || open.containsKey(line.caller())) {
      return line.caller();
    }
    for (Map.Entry<String, Report> entry : open.entrySet()) {
      if (entry.getValue().adopts(line)) {
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
        return false;
    }
    throw new AssertionError();
  }

  private void begin(String key, ConsoleLine line, Headline headline) {
    if (open.size() >= MOST_OPEN) {
      close(open.keySet().iterator().next());
    }
    open.put(key, new Report(line, headline));
    if (headline.role() == Role.SINGLE_LINE) {
      close(key);
    }
  }

  private void boot(ConsoleLine line) {
    boolean unexpected = boots.booted(line.number());
    closeAll();
    if (unexpected) {
      open.put(
          line.caller(), new Report(line, new Headline(Family.UNEXPECTED_BOOT, Role.SINGLE_LINE)));
      close(line.caller());
    }
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
    report.complete().ifPresent(found);
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

  List<Splat> unfinished() {
    return open.values().stream().map(Report::complete).flatMap(Optional::stream).toList();
  }
}
