// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The BPF program's own counters, {@code struct nosplat_counts} of bpf-progs/nosplat.bpf.h.
 *
 * @param deletes deletes that succeeded, by CPU
 * @param cancelled exits of tasks whose fork was cancelled, by CPU
 * @param created tasks that were given storage
 * @param refused tasks that could not be given any
 * @param locked deletes that failed because a resilient lock gave up
 * @param other deletes that failed for any other reason
 * @param absent exits of tasks that had no storage
 * @param lastError the last of the other reasons, as a negative errno; 0 where there was none
 */
record Counts(
    SortedMap<Integer, Long> deletes,
    SortedMap<Integer, Long> cancelled,
    long created,
    long refused,
    long locked,
    long other,
    long absent,
    long lastError) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** CONFIG_NR_CPUS is at most this on x86 (arch/x86/Kconfig, 7.3). */
  private static final int MOST_CPUS = 8192;

  private static final List<String> NAMES =
      List.of(
          "creates",
          "create_failures",
          "deletes",
          "deletes_enoent",
          "deletes_lock",
          "deletes_other",
          "exits_cancelled");

  private static final Duration LIMIT = Duration.ofSeconds(10);

  static Counts none() {
    return new Counts(new TreeMap<>(), new TreeMap<>(), 0, 0, 0, 0, 0, 0);
  }

  static Counts read(Machine machine) throws ShellLost, InterruptedException {
    ShellResult result =
        machine
            .shell()
            .run(
                machine.spec().accelerator().scale(LIMIT),
                "bpftool",
                "-j",
                "map",
                "dump",
                "name",
                "nosplat_counts");
    return result.ok() ? parse(result.out()) : none();
  }

  /** What bpftool printed; nothing where any of it is no count, or there is no such map. */
  static Counts parse(String json) {
    SortedMap<Integer, Long> deletes = new TreeMap<>();
    SortedMap<Integer, Long> cancelled = new TreeMap<>();
    Map<String, Long> sums = new TreeMap<>();
    long lastError = 0;
    try {
      for (JsonNode each : JSON.readTree(json).path(0).path("formatted").path("values")) {
        JsonNode value = each.path("value");
        OptionalLong cpu = GuestText.count(each.path("cpu"));
        if (cpu.isEmpty() || cpu.getAsLong() >= MOST_CPUS) {
          return none();
        }
        for (String name : NAMES) {
          OptionalLong count = GuestText.count(value.path(name));
          if (count.isEmpty()) {
            return none();
          }
          sums.merge(name, count.getAsLong(), Long::sum);
        }
        put(deletes, cpu.getAsLong(), value.path("deletes").asLong());
        put(cancelled, cpu.getAsLong(), value.path("exits_cancelled").asLong());
        long error = value.path("last_error").asLong();
        lastError = error == 0 ? lastError : error;
      }
    } catch (JsonProcessingException e) {
      return none();
    }
    return new Counts(
        deletes,
        cancelled,
        sums.getOrDefault("creates", 0L),
        sums.getOrDefault("create_failures", 0L),
        sums.getOrDefault("deletes_lock", 0L),
        sums.getOrDefault("deletes_other", 0L),
        sums.getOrDefault("deletes_enoent", 0L),
        lastError);
  }

  private static void put(SortedMap<Integer, Long> counts, long cpu, long count) {
    if (count > 0) {
      counts.put((int) cpu, count);
    }
  }

  /** What happened since {@code before}, on all CPUs. */
  Counts since(Counts before) {
    return new Counts(
        more(deletes, before.deletes),
        more(cancelled, before.cancelled),
        created - before.created,
        refused - before.refused,
        locked - before.locked,
        other - before.other,
        absent - before.absent,
        lastError);
  }

  private static SortedMap<Integer, Long> more(
      SortedMap<Integer, Long> now, SortedMap<Integer, Long> before) {
    SortedMap<Integer, Long> more = new TreeMap<>();
    now.forEach(
        (cpu, count) -> {
          long added = count - before.getOrDefault(cpu, 0L);
          if (added > 0) {
            more.put(cpu, added);
          }
        });
    return more;
  }

  long total() {
    return deletes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Deletes that failed, and exits of tasks that had been given storage and had none. */
  long failed() {
    return locked + other + Math.max(0, absent - refused);
  }

  /** For example {@code 12: 9 by a lock, 3 found no storage}. */
  String failures() {
    List<String> kinds = new ArrayList<>();
    if (locked > 0) {
      kinds.add(locked + " gave up on a lock");
    }
    if (other > 0) {
      kinds.add(other + " with error " + lastError);
    }
    if (absent > refused) {
      kinds.add(absent - refused + " found no storage");
    }
    return failed() + (kinds.isEmpty() ? "" : ": " + String.join(", ", kinds));
  }

  /** For example {@code CPU 0: 2612, CPU 1: 2498}. */
  static String byCpu(Map<Integer, Long> counts) {
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(e -> "CPU " + e.getKey() + ": " + e.getValue())
            .collect(Collectors.joining(", "));
  }
}
