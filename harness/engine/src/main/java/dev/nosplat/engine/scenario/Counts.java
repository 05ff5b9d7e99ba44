// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The BPF program's own counters.
 *
 * @param deletes deletes that succeeded, by CPU
 * @param failed deletes that a lock or anything else made fail, in all
 * @param absent exits of tasks that had no storage
 */
record Counts(SortedMap<Integer, Long> deletes, long failed, long absent) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** CONFIG_NR_CPUS is at most this on x86 (arch/x86/Kconfig, 7.3). */
  private static final int MOST_CPUS = 8192;

  private static final Duration LIMIT = Duration.ofSeconds(10);

  static Counts none() {
    return new Counts(new TreeMap<>(), 0, 0);
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
    long failed = 0;
    long absent = 0;
    try {
      for (JsonNode each : JSON.readTree(json).path(0).path("formatted").path("values")) {
        JsonNode value = each.path("value");
        OptionalLong cpu = GuestText.count(each.path("cpu"));
        OptionalLong done = GuestText.count(value.path("deletes"));
        OptionalLong locked = GuestText.count(value.path("deletes_lock"));
        OptionalLong other = GuestText.count(value.path("deletes_other"));
        OptionalLong gone = GuestText.count(value.path("deletes_enoent"));
        if (Stream.of(cpu, done, locked, other, gone).anyMatch(OptionalLong::isEmpty)
            || cpu.getAsLong() >= MOST_CPUS) {
          return none();
        }
        if (done.getAsLong() > 0) {
          deletes.put((int) cpu.getAsLong(), done.getAsLong());
        }
        failed += locked.getAsLong() + other.getAsLong();
        absent += gone.getAsLong();
      }
    } catch (JsonProcessingException e) {
      return none();
    }
    return new Counts(deletes, failed, absent);
  }

  /** Deletes on all CPUs that happened since {@code before}. */
  Counts since(Counts before) {
    SortedMap<Integer, Long> more = new TreeMap<>();
    deletes.forEach(
        (cpu, count) -> {
          long added = count - before.deletes().getOrDefault(cpu, 0L);
          if (added > 0) {
            more.put(cpu, added);
          }
        });
    return new Counts(more, failed - before.failed(), absent - before.absent());
  }

  long total() {
    return deletes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** For example {@code CPU 0: 2612, CPU 1: 2498}. */
  String byCpu() {
    Map<Integer, Long> all = deletes;
    return all.isEmpty()
        ? "none"
        : all.entrySet().stream()
            .map(e -> "CPU " + e.getKey() + ": " + e.getValue())
            .collect(Collectors.joining(", "));
  }
}
