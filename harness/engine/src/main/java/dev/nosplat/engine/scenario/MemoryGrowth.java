// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.record.Requirement;
import dev.nosplat.record.Requirement.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Whether kernel memory came back: the same round of tasks again and again, memory measured after
 * each. The first round fills what is filled once; what the others add, grows with the work.
 *
 * @param before after the first round
 * @param after after the last
 * @param tasks how many tasks the rounds between made
 */
record MemoryGrowth(Settling before, Settling after, long tasks) {
  /** One object for so many tasks is a leak that a cache shows. */
  private static final long TASKS_AN_OBJECT = 20;

  /** Objects that come and go without the tasks: timers, files of the shell. */
  private static final long FEW_OBJECTS = 50;

  /** Pages tell less: a third of what each task has of task storage. */
  private static final long BYTES_A_TASK = 64;

  /** What slabs that are partly full and lists of free pages make of it by chance. */
  private static final long FEW_KIB = 192;

  private static final int NAMED = 3;

  static MemoryGrowth none() {
    return new MemoryGrowth(Settling.none(), Settling.none(), 0);
  }

  /** Whether memory was measured, and more of it is gone than chance takes. */
  boolean isBeyondBound() {
    return rows().stream().anyMatch(row -> row.kind() == Kind.MEMORY_GROWTH && !row.met());
  }

  /** The rows: whole pages on every kernel, and objects of each cache where they are counted. */
  List<Requirement> rows() {
    List<Requirement> rows = new ArrayList<>();
    if (before.kib().isEmpty() || after.kib().isEmpty() || tasks == 0) {
      rows.add(
          new Requirement(
              Kind.WORKLOAD, "memory measured", "after each of two rounds", unmeasured(), false));
      return rows;
    }
    long grown = sum(after.kib()) - sum(before.kib());
    long bound = Math.max(FEW_KIB, tasks * BYTES_A_TASK / 1024);
    rows.add(
        new Requirement(
            Kind.MEMORY_GROWTH,
            "kernel memory",
            "at most " + bound + " KiB more after more rounds",
            signed(grown) + " KiB over " + tasks + " tasks",
            grown <= bound));
    if (!after.objects().isEmpty()) {
      rows.add(objects());
    }
    return rows;
  }

  private String unmeasured() {
    if (before.observed() && !before.settled()) {
      return "not settled: " + before.told();
    }
    return tasks == 0 && before.observed() && after.observed()
        ? "no task made between the two"
        : GuestFacts.NOT_OBSERVED;
  }

  private Requirement objects() {
    long bound = Math.max(FEW_OBJECTS, tasks / TASKS_AN_OBJECT);
    List<Map.Entry<String, Long>> grown =
        after.objects().entrySet().stream()
            .map(
                e ->
                    Map.entry(
                        e.getKey(), e.getValue() - before.objects().getOrDefault(e.getKey(), 0L)))
            .filter(e -> e.getValue() > bound)
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .toList();
    List<String> named =
        grown.stream().limit(NAMED).map(e -> e.getKey() + " +" + e.getValue()).toList();
    return new Requirement(
        Kind.MEMORY_GROWTH,
        "slab objects",
        "no cache has " + bound + " more after more rounds",
        grown.isEmpty()
            ? "none of " + after.objects().size() + " caches"
            : String.join(", ", named)
                + (grown.size() > NAMED ? " and " + (grown.size() - NAMED) + " more" : "")
                + " over "
                + tasks
                + " tasks",
        grown.isEmpty());
  }

  private static long sum(Map<String, Long> kib) {
    return kib.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String signed(long value) {
    return (value > 0 ? "+" : "") + value;
  }
}
