// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which CPUs were deaf each time that somebody looked, on one and the same stack. A kernel that
 * goes on has interrupts off for milliseconds; a CPU that is in the kernel with interrupts off in
 * every look of many seconds, and that the host lets run, makes no progress.
 */
final class StuckCpus {
  /** THREAD_SIZE on x86-64, without KASAN (arch/x86/include/asm/page_64_types.h, 7.3). */
  private static final long STACK = 16 << 10;

  private final Map<Integer, Seen> seen = new HashMap<>();

  /**
   * A CPU that does not go on.
   *
   * @param cpu its number
   * @param since how long
   * @param highest the highest its stack pointer was: what called the loop lies above
   */
  record Stuck(int cpu, Duration since, long highest) {}

  /** A CPU's row of looks that found it deaf. */
  private record Seen(long sinceNanos, int looks, long last, long highest) {
    boolean sameStack(long pointer) {
      return Math.abs(pointer - last) < STACK;
    }

    Seen again(long pointer) {
      return new Seen(
          sinceNanos,
          looks + 1,
          pointer,
          Long.compareUnsigned(highest, pointer) > 0 ? highest : pointer);
    }
  }

  /** Takes one look at all CPUs. */
  void look(List<Registers> cpus, long nanos) {
    Map<Integer, Seen> now = new HashMap<>();
    for (Registers each : cpus) {
      if (each.deaf()) {
        Seen before = seen.get(each.cpu());
        now.put(
            each.cpu(),
            before != null && before.sameStack(each.stack())
                ? before.again(each.stack())
                : new Seen(nanos, 1, each.stack(), each.stack()));
      }
    }
    seen.clear();
    seen.putAll(now);
  }

  /**
   * From here on is counted how high the stacks are. The first looks of a row may have found a CPU
   * on its way to where it stays.
   */
  void measureAnew() {
    seen.replaceAll((cpu, row) -> new Seen(row.sinceNanos(), row.looks(), row.last(), row.last()));
  }

  /** Nothing was seen. */
  void forget() {
    seen.clear();
  }

  /** Those that were deaf in so many looks in a row, by number. */
  List<Stuck> stuck(int looks, long nanos) {
    List<Stuck> all = new ArrayList<>();
    new TreeMap<>(seen)
        .forEach(
            (cpu, row) -> {
              if (row.looks() >= looks) {
                all.add(new Stuck(cpu, Duration.ofNanos(nanos - row.sinceNanos()), row.highest()));
              }
            });
    return all;
  }
}
