// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.record.Requirement;
import dev.nosplat.record.Sweep;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a sweep knows from the machines that it has used up.
 *
 * @param answers the answer of each cell, in the sweep's order; nothing before the first machine
 * @param calls what the kernel lets a scheduler call
 * @param machines how many machines there were
 * @param millis how long they were at it
 */
record Swept(Map<Cell, Cell.Answer> answers, Calls calls, int machines, long millis) {
  /** A tree on which every cell splats is told by far fewer. */
  static final int MOST_MACHINES = 40;

  /** Before the first machine. */
  static final Swept NOTHING = new Swept(Map.of(), Calls.UNKNOWN, 0, 0);

  Swept {
    answers = Collections.unmodifiableMap(new LinkedHashMap<>(answers));
  }

  /** Whether cells are left that nobody tried. */
  boolean left() {
    return answers.values().stream().anyMatch(a -> a.state() == Sweep.Answer.NOT_TRIED);
  }

  /** Whether they may have another machine. */
  boolean mayGoOn() {
    return left() && machines < MOST_MACHINES;
  }

  /** Whether the machines were enough. */
  Requirement row() {
    boolean met = !left() || mayGoOn();
    return new Requirement(
        Requirement.Kind.WORKLOAD,
        "machines",
        "a fresh one after each report, " + MOST_MACHINES + " at most",
        machines + (met ? "" : ", and no more for the cells that are left"),
        met);
  }
}
