// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.record.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a user's scheduler counts of itself: the number fields of its map {@code nosplat_counts}. A
 * scheduler without that map counts nothing, and the evidence says so.
 */
final class SchedulerCounters {
  private static final String ROW = "scheduler's counters";

  private final List<String> leftOut;
  private SortedMap<String, MapFields> before = new TreeMap<>();
  private SortedMap<String, MapFields> after = new TreeMap<>();
  private boolean loaded;
  private boolean there;

  /**
   * Counters.
   *
   * @param leftOut rows of the scenario that its own scheduler would have counted
   */
  SchedulerCounters(List<String> leftOut) {
    this.leftOut = List.copyOf(leftOut);
  }

  void before(Stage stage) throws ShellLost, InterruptedException {
    Optional<SortedMap<String, MapFields>> read = read(stage);
    loaded = true;
    there = read.isPresent();
    before = read.orElseGet(TreeMap::new);
  }

  void after(Stage stage) throws ShellLost, InterruptedException {
    after = read(stage).orElseGet(TreeMap::new);
  }

  private static Optional<SortedMap<String, MapFields>> read(Stage stage)
      throws ShellLost, InterruptedException {
    ShellResult dump =
        stage
            .machine()
            .shell()
            .run(
                stage.scale(Stage.STEP),
                "bpftool",
                "-j",
                "map",
                "dump",
                "name",
                UserScheduler.COUNTERS);
    return dump.ok() ? Optional.of(MapFields.all(dump.out())) : Optional.empty();
  }

  Requirement row() {
    String missing =
        leftOut.isEmpty()
            ? ""
            : "; not asked for, since the scenario's own scheduler counts them: "
                + String.join(", ", leftOut);
    if (!there) {
      return row(
          "those of its map " + UserScheduler.COUNTERS + ", where it has one",
          loaded
              ? "none: it has no such map, so nothing here counts what it did" + missing
              : Requirement.NOT_OBSERVED,
          loaded);
    }
    return row(
        "those of its map " + UserScheduler.COUNTERS + ", read before and after",
        (after.isEmpty() ? Requirement.NOT_OBSERVED : told()) + missing,
        !after.isEmpty());
  }

  private String told() {
    return after.entrySet().stream()
        .map(
            each -> {
              EvidenceRow.Reading grown =
                  each.getValue().since(Optional.ofNullable(before.get(each.getKey())));
              return each.getKey()
                  + " "
                  + grown.number()
                  + (grown.cpus() > 0 ? " on " + grown.cpus() + " CPUs" : "");
            })
        .collect(Collectors.joining(", "));
  }

  private static Requirement row(String expected, String observed, boolean met) {
    return new Requirement(Requirement.Kind.WORKLOAD, ROW, expected, observed, met);
  }

  /** What each field grew by, by its name. */
  Map<String, Long> counts() {
    SortedMap<String, Long> counts = new TreeMap<>();
    after.forEach(
        (name, fields) ->
            counts.put(
                "scheduler." + name, fields.since(Optional.ofNullable(before.get(name))).number()));
    return counts;
  }
}
