// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The BPF programs and maps that there are in the guest, as bpftool lists them.
 *
 * @param names each as {@code map task_notes, id 7}
 * @param observed whether bpftool could say
 */
record BpfObjects(Set<String> names, boolean observed) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(10);

  BpfObjects {
    names = Set.copyOf(names);
  }

  static BpfObjects none() {
    return new BpfObjects(Set.of(), false);
  }

  static BpfObjects read(Stage stage) throws ShellLost, InterruptedException {
    Set<String> names = new TreeSet<>();
    boolean observed = true;
    for (String kind : List.of("prog", "map")) {
      ShellResult said =
          stage.machine().shell().run(stage.scale(LIMIT), "bpftool", "-j", kind, "show");
      observed &= said.ok() && add(names, kind, said.out());
    }
    return new BpfObjects(names, observed);
  }

  /** Adds what bpftool printed; false where that is no list. */
  static boolean add(Set<String> names, String kind, String json) {
    try {
      JsonNode all = JSON.readTree(json);
      for (JsonNode each : all) {
        names.add(
            GuestText.brief(
                kind
                    + " "
                    + each.path("name").asText("without a name")
                    + ", id "
                    + each.path("id").asText("?")));
      }
      return all.isArray();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** Those that were not there before. */
  Set<String> since(BpfObjects before) {
    Set<String> more = new TreeSet<>(names);
    more.removeAll(before.names);
    return more;
  }
}
