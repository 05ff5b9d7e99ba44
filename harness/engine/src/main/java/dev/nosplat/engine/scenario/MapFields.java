// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One field of every value of a BPF map, as {@code bpftool -j map dump} prints it.
 *
 * @param byCpu its sum on each CPU; -1 stands for maps that are not per CPU
 */
record MapFields(Map<Integer, Long> byCpu) {
  private static final int NO_CPU = -1;
  private static final int MOST_CPUS = 8192;
  private static final int MOST_LEVELS = 20;

  private static final int MOST_FIELDS = 40;

  /** What bpftool writes beside a value. */
  private static final Set<String> ENTRY = Set.of("key", "cpu");

  private static final String FIELD = "[A-Za-z0-9_]{1,40}";

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

  /** Every number field of every value, by its name; empty where that is no dump. */
  static SortedMap<String, MapFields> all(String json) {
    SortedMap<String, MapFields> all = new TreeMap<>();
    try {
      Set<String> names = new TreeSet<>();
      for (JsonNode entry : JSON.readTree(json)) {
        names(entry.path("formatted"), 0, names);
      }
      names.stream()
          .limit(MOST_FIELDS)
          .forEach(name -> parse(json, name).ifPresent(fields -> all.put(name, fields)));
    } catch (JsonProcessingException e) {
      return new TreeMap<>();
    }
    return all;
  }

  private static void names(JsonNode node, int level, Set<String> names) {
    if (level > MOST_LEVELS) {
      return;
    }
    node.fields()
        .forEachRemaining(
            field -> {
              String name = field.getKey();
              if (GuestText.count(field.getValue()).isPresent()
                  && !ENTRY.contains(name)
                  && name.matches(FIELD)) {
                names.add(name);
              }
            });
    for (JsonNode each : node) {
      if (each.isContainerNode()) {
        names(each, level + 1, names);
      }
    }
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
