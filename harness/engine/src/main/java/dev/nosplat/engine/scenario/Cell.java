// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.record.Sweep;
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
  /**
   * An answer.
   *
   * @param done how often it was done without an error
   * @param cpus on how many CPUs
   * @param why the reason, where there is one
   */
  record Answer(Sweep.Answer state, long done, int cpus, String why) {
    static Answer of(Sweep.Answer state, String why) {
      return new Answer(state, 0, 0, GuestText.brief(why.strip()));
    }

    @Override
    public String toString() {
      String told = state.words();
      if (state == Sweep.Answer.DONE) {
        told = "done " + done + " times on " + cpus + (cpus == 1 ? " CPU" : " CPUs");
      }
      return why.isEmpty() ? told : told + ": " + why;
    }
  }

  /** The same for the record. */
  Sweep.Cell recorded(Answer answer) {
    return new Sweep.Cell(
        callback, operation, answer.state(), answer.done(), answer.cpus(), answer.why());
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
          Sweep.Answer.UNKNOWN, "its script ended with " + result.exitCode() + ": " + result.err());
    }
    if (lines.get(0).equals(REFUSED)) {
      return Answer.of(Sweep.Answer.REFUSED, reason(lines.subList(1, lines.size())));
    }
    if (!lines.get(0).equals(ENABLED)) {
      return Answer.of(Sweep.Answer.EJECTED, "");
    }
    String dump = lines.size() > 1 ? lines.get(1) : "";
    Optional<EvidenceRow.Reading> done =
        MapFields.parse(dump, "done").map(fields -> fields.since(Optional.empty()));
    Optional<EvidenceRow.Reading> failed =
        MapFields.parse(dump, "failed").map(fields -> fields.since(Optional.empty()));
    if (done.isEmpty() || failed.isEmpty()) {
      return Answer.of(Sweep.Answer.UNKNOWN, "its counters could not be read");
    }
    if (done.get().number() > 0) {
      return new Answer(Sweep.Answer.DONE, done.get().number(), done.get().cpus(), "");
    }
    return failed.get().number() > 0
        ? Answer.of(Sweep.Answer.FAILED, failed.get().number() + " times" + errno(dump))
        : Answer.of(Sweep.Answer.NOT_CALLED, "");
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
