// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.record.Requirement;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What the guest says about itself at one moment, as {@code vm-images/evidence.sh} prints it.
 *
 * @param values by name; a name is absent where this kernel has no such file
 */
record GuestFacts(Map<String, String> values) {
  static final String NOT_OBSERVED = Requirement.NOT_OBSERVED;

  private static final Duration LIMIT = Duration.ofSeconds(10);

  static GuestFacts none() {
    return new GuestFacts(Map.of());
  }

  static GuestFacts read(Machine machine) throws ShellLost, InterruptedException {
    ShellResult result =
        machine.shell().run(machine.spec().accelerator().scale(LIMIT), "/nosplat/evidence");
    return parse(result.out());
  }

  static GuestFacts parse(String text) {
    Map<String, String> values = new TreeMap<>();
    for (String line : text.split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), GuestText.brief(line.substring(equals + 1)));
      }
    }
    return new GuestFacts(Map.copyOf(values));
  }

  String get(String name) {
    return values.getOrDefault(name, NOT_OBSERVED);
  }

  /**
   * The first of lockdep's tables that is full, or whose numbers are none, with what was said;
   * empty when none is.
   */
  String fullTable() {
    for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
      String max = values.get(entry.getKey() + ".max");
      if (max != null && entry.getKey().startsWith("lockdep.")) {
        String table = entry.getKey().substring("lockdep.".length()) + " ";
        OptionalLong used = GuestText.count(entry.getValue());
        OptionalLong limit = GuestText.count(max);
        if (used.isEmpty() || limit.isEmpty()) {
          return table + "cannot be read: " + entry.getValue() + " of " + max;
        }
        if (used.getAsLong() >= limit.getAsLong()) {
          return table + entry.getValue() + " of " + max;
        }
      }
    }
    return "";
  }
}
