// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the host gave the threads that run a guest's CPUs: QEMU names the threads, and their {@code
 * /proc/TID/schedstat} says how long each ran and how long it waited for a CPU of the host.
 */
final class VirtualCpus {
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final double SECOND = 1e9;

  private final Qmp qmp;
  private final ToolchainContainer container;
  private List<Sample> before = List.of();
  private long beforeAt;

  VirtualCpus(Qmp qmp, ToolchainContainer container) {
    this.qmp = qmp;
    this.container = container;
  }

  private record Sample(long ran, long waited) {}

  /**
   * What happened between two looks.
   *
   * @param text for a person: a guest that spins and one that sleeps for ever look different
   * @param waited the largest part of the time that the host kept a CPU waiting
   * @param ran seconds that each CPU's thread ran, by the CPU's number
   */
  record Use(String text, double waited, List<Double> ran) {
    Use {
      ran = List.copyOf(ran);
    }

    /** Whether the host kept a CPU waiting for more than half of the time. */
    boolean starved() {
      return waited > 0.5;
    }

    /** Seconds that a CPU's thread ran; 0 if there is no such CPU. */
    double ran(int cpu) {
      return cpu < ran.size() ? ran.get(cpu) : 0;
    }
  }

  /** The next look is the first again. */
  void forget() {
    before = List.of();
  }

  /**
   * What the CPUs did since the first look; empty at that one.
   *
   * @throws IOException if QEMU does not answer
   */
  Optional<Use> look() throws IOException, InterruptedException {
    List<Sample> now = samples();
    long at = System.nanoTime();
    if (before.size() != now.size() || now.isEmpty()) {
      before = now;
      beforeAt = at;
      return Optional.empty();
    }
    double elapsed = at - beforeAt;
    List<String> told = new ArrayList<>();
    List<Double> ran = new ArrayList<>();
    double waited = 0;
    for (int i = 0; i < now.size(); i++) {
      double busy = now.get(i).ran() - before.get(i).ran();
      waited = Math.max(waited, (now.get(i).waited() - before.get(i).waited()) / elapsed);
      ran.add(busy / SECOND);
      told.add(String.format(Locale.ROOT, "CPU %d ran %.1f s", i, busy / SECOND));
    }
    return Optional.of(
        new Use(
            String.format(Locale.ROOT, "in the last %.1f s ", elapsed / SECOND)
                + String.join(", ", told),
            waited,
            ran));
  }

  private List<Sample> samples() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("cat"));
    for (JsonNode cpu : qmp.execute("query-cpus-fast", ANSWER)) {
      command.add("/proc/" + cpu.path("thread-id").asLong() + "/schedstat");
    }
    List<String> lines = new ArrayList<>();
    container.run(command, Map.of(), (line, error) -> lines.add(line));
    return lines.stream()
        .map(line -> line.split(" "))
        .filter(words -> words.length == 3 && words[0].matches("\\d+"))
        .map(words -> new Sample(Long.parseLong(words[0]), Long.parseLong(words[1])))
        .collect(Collectors.toList());
  }
}
