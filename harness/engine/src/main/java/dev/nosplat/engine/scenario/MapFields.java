// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One field of every value of a BPF map, as {@code bpftool -j map dump} prints it.
 *
 * @param byCpu its sum on each CPU; -1 stands for maps that are not per CPU
 */
record MapFields(Map<Integer, Long> byCpu) {
  private static final int NO_CPU = -1;
  private static final int MOST_CPUS = 8192;
  private static final int MOST_LEVELS = 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  MapFields {
    byCpu = Map.copyOf(byCpu);
  }

  /** Of what bpftool printed; empty where that is no dump, or holds no such number. */
  static Optional<MapFields> parse(String json, String field) {
    Map<Integer, Long> sums = new TreeMap<>();
    try {
      for (JsonNode entry : JSON.readTree(json)) {
        add(entry.path("formatted"), field, NO_CPU, 0, sums);
      }
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    return sums.isEmpty() ? Optional.empty() : Optional.of(new MapFields(sums));
  }

  private static void add(
      JsonNode node, String field, int cpu, int level, Map<Integer, Long> sums) {
    if (level > MOST_LEVELS) {
      return;
    }
    OptionalLong named = GuestText.count(node.path("cpu"));
    int here = named.isPresent() && named.getAsLong() < MOST_CPUS ? (int) named.getAsLong() : cpu;
    OptionalLong count = GuestText.count(node.path(field));
    if (count.isPresent()) {
      sums.merge(here, count.getAsLong(), Long::sum);
    }
    for (JsonNode each : node) {
      if (each.isContainerNode()) {
        add(each, field, here, level + 1, sums);
      }
    }
  }

  /** By how much it grew since then, and on how many CPUs. */
  EvidenceRow.Reading since(Optional<MapFields> before) {
    Map<Integer, Long> then = before.map(MapFields::byCpu).orElse(Map.of());
    long number = 0;
    int cpus = 0;
    for (Map.Entry<Integer, Long> each : byCpu.entrySet()) {
      long grown = each.getValue() - then.getOrDefault(each.getKey(), 0L);
      number += grown;
      cpus += grown > 0 && each.getKey() != NO_CPU ? 1 : 0;
    }
    return new EvidenceRow.Reading(number, cpus);
  }
}
