// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.ShellResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One operation in one callback.
 *
 * @param callback the member of {@code struct sched_ext_ops}
 * @param operation what is done in it
 * @param uncompiled why there is no object of it; empty where there is one
 */
record Cell(String callback, String operation, String uncompiled) {
  /** What came of it. */
  enum State {
    /** The program counted it at least once without an error. */
    DONE("done"),
    /** Each time it was tried it gave an error. */
    FAILED("only errors"),
    /** The verifier, or sched_ext, does not take such a program. */
    REFUSED("refused"),
    /** The compiler does not: this kernel's BTF lacks what the operation uses. */
    ABSENT("not in this kernel"),
    /** The scheduler was enabled, and the kernel did not call that callback. */
    NOT_CALLED("not called"),
    /** The kernel removed the scheduler for what it did. */
    EJECTED("ejected"),
    /** The kernel printed a report. */
    SPLAT("splat"),
    /** The guest did not say. */
    UNKNOWN("unknown"),
    /** It was not reached. */
    NOT_TRIED("not tried");

    private final String words;

    State(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }

    /** Whether the kernel gave its answer. */
    boolean answered() {
      return this != UNKNOWN && this != NOT_TRIED;
    }
  }

  /**
   * An answer.
   *
   * @param done how often it was done without an error
   * @param cpus on how many CPUs
   * @param why the reason, where there is one
   */
  record Answer(State state, long done, int cpus, String why) {
    static Answer of(State state, String why) {
      return new Answer(state, 0, 0, GuestText.brief(why.strip()));
    }

    @Override
    public String toString() {
      String told = state.toString();
      if (state == State.DONE) {
        told = "done " + done + " times on " + cpus + (cpus == 1 ? " CPU" : " CPUs");
      }
      return why.isEmpty() ? told : told + ": " + why;
    }
  }

  /** How the guest's script says that a scheduler could not be registered. */
  private static final String REFUSED = "refused";

  /** Its second line is the state at the end, its third what bpftool dumped. */
  private static final String ENABLED = "enabled";

  /**
   * What the kernel checks has an own line; libbpf tells around it what it did, and the verifier
   * what it counted.
   */
  private static final String NO_REASON =
      "libbpf:.*|processed \\d+ insns.*|-- (BEGIN|END) PROG LOAD LOG --.*|Error: .*"
          + "|verification time .*|stack depth .*|\\s*;.*|\\s*\\d+: .*|.*: R\\d.*|\\s*";

  static List<Cell> list(String text) {
    List<Cell> all = new ArrayList<>();
    for (String line : text.split("\n")) {
      String[] parts = line.split("\t", -1);
      if (parts.length == 3 && parts[0].matches("[a-z0-9_]+") && parts[1].matches("[a-z0-9_]+")) {
        all.add(new Cell(parts[0], parts[1], GuestText.brief(parts[2])));
      }
    }
    return List.copyOf(all);
  }

  /** What the guest's script printed of it. */
  static Answer answer(ShellResult result) {
    List<String> lines = result.out().lines().toList();
    if (!result.ok() || lines.isEmpty()) {
      return Answer.of(
          State.UNKNOWN, "its script ended with " + result.exitCode() + ": " + result.err());
    }
    if (lines.get(0).equals(REFUSED)) {
      return Answer.of(State.REFUSED, reason(lines.subList(1, lines.size())));
    }
    if (!lines.get(0).equals(ENABLED)) {
      return Answer.of(State.EJECTED, "");
    }
    String dump = lines.size() > 1 ? lines.get(1) : "";
    Optional<EvidenceRow.Reading> done =
        MapFields.parse(dump, "done").map(fields -> fields.since(Optional.empty()));
    Optional<EvidenceRow.Reading> failed =
        MapFields.parse(dump, "failed").map(fields -> fields.since(Optional.empty()));
    if (done.isEmpty() || failed.isEmpty()) {
      return Answer.of(State.UNKNOWN, "its counters could not be read");
    }
    if (done.get().number() > 0) {
      return new Answer(State.DONE, done.get().number(), done.get().cpus(), "");
    }
    return failed.get().number() > 0
        ? Answer.of(State.FAILED, failed.get().number() + " times" + errno(dump))
        : Answer.of(State.NOT_CALLED, "");
  }

  private static String errno(String dump) {
    return MapFields.parse(dump, "last_errno").stream()
        .flatMap(fields -> fields.byCpu().values().stream())
        .filter(errno -> errno > 0)
        .findFirst()
        .map(errno -> ", the last with errno " + errno)
        .orElse("");
  }

  /** The verifier's last own words, else libbpf's or bpftool's first. */
  private static String reason(List<String> log) {
    for (int i = log.size() - 1; i >= 0; i--) {
      if (!log.get(i).matches(NO_REASON)) {
        return log.get(i);
      }
    }
    return log.stream().filter(line -> !line.isBlank()).findFirst().orElse("");
  }

  @Override
  public String toString() {
    return callback + " x " + operation;
  }
}
