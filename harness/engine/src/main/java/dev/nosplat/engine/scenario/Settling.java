// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The guest after it has done what it put off, as {@code vm-images/settle.sh} prints it: RCU
 * callbacks of every flavour called, no worker at work.
 *
 * @param barrier {@code done}, or why RCU's callbacks may not all have been called
 * @param stuck workers that were at work and tasks that slept uninterruptibly the whole time, each
 *     with the functions that it was in
 * @param kib kernel memory by its name in /proc/meminfo, in KiB; empty where not measured
 * @param objects objects in use by the name of their slab cache; empty where this kernel does not
 *     count them
 */
record Settling(
    String barrier, List<String> stuck, Map<String, Long> kib, Map<String, Long> objects) {
  private static final String DONE = "done";

  /** How settle.sh begins where the barrier did not return in time. */
  private static final String PENDING = "not done after ";

  private static final Duration LIMIT = Duration.ofSeconds(10);

  Settling {
    stuck = List.copyOf(stuck);
    kib = Map.copyOf(kib);
    objects = Map.copyOf(objects);
  }

  static Settling none() {
    return new Settling(GuestFacts.NOT_OBSERVED, List.of(), Map.of(), Map.of());
  }

  /**
   * Waits for it.
   *
   * @param measure whether memory is counted too
   */
  static Settling await(Stage stage, boolean measure) throws ShellLost, InterruptedException {
    stage.progress().begin(measure ? "measuring kernel memory" : "waiting for the teardown");
    Duration limit = stage.scale(LIMIT);
    String module = stage.module().forSettling();
    ShellResult result =
        stage
            .machine()
            .shell()
            .run(
                limit.multipliedBy(3),
                "/nosplat/settle",
                module,
                Long.toString(limit.toSeconds()),
                measure ? "measure" : "");
    return parse(result.out());
  }

  static Settling parse(String text) {
    String barrier = GuestFacts.NOT_OBSERVED;
    List<String> stuck = new ArrayList<>();
    Map<String, Long> kib = new TreeMap<>();
    Map<String, Long> objects = new TreeMap<>();
    for (String line : text.split("\n")) {
      int equals = line.indexOf('=');
      String key = equals < 0 ? "" : line.substring(0, equals);
      String value = line.substring(equals + 1);
      OptionalLong count = GuestText.count(value.split(" ", 2)[0]);
      if (key.equals("barrier")) {
        barrier = GuestText.brief(value);
      } else if (key.equals("stuck")) {
        stuck.add(GuestText.brief(value));
      } else if (key.startsWith("mem.") && count.isPresent()) {
        kib.put(key.substring("mem.".length()), count.getAsLong());
      } else if (key.startsWith("slab.") && count.isPresent()) {
        objects.put(key.substring("slab.".length()), count.getAsLong());
      }
    }
    return new Settling(barrier, stuck, kib, objects);
  }

  /** Whether nothing is put off any more. */
  boolean settled() {
    return barrier.equals(DONE) && stuck.isEmpty();
  }

  /** Whether the kernel was seen not to come to an end, and not only nobody could ask it. */
  boolean unfinished() {
    return barrier.startsWith(PENDING) || !stuck.isEmpty();
  }

  /** Whether the guest said anything of it. */
  boolean observed() {
    return !barrier.equals(GuestFacts.NOT_OBSERVED);
  }

  /** What is still going on. */
  String told() {
    List<String> all = new ArrayList<>(stuck);
    if (!barrier.equals(DONE)) {
      all.add(0, "RCU barrier " + barrier);
    }
    return String.join("; ", all);
  }
}
