// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.MachineState;
import dev.nosplat.engine.scenario.ScenarioResult;
import java.util.List;

/**
 * What came of a scenario, and what became of the machine or the machines that it ran on.
 *
 * @param result what the scenario left behind
 * @param state the machine's state at the end; of several the first that did not end by us
 * @param reason why it is in that state
 * @param tail that machine's last lines
 * @param starved whether the host kept a virtual CPU of one of them waiting
 * @param unwritten whether a console could not be kept
 * @param lines lines of the run's console so far
 */
record MachineRun(
    ScenarioResult result,
    MachineState state,
    String reason,
    List<String> tail,
    boolean starved,
    boolean unwritten,
    long lines) {
  MachineRun {
    tail = List.copyOf(tail);
  }

  /** Of a machine that was powered off, or has ended. */
  static MachineRun of(ScenarioResult result, Machine machine, long linesBefore)
      throws InterruptedException {
    return new MachineRun(
        result,
        machine.state(),
        machine.reason(),
        machine.console().tail(),
        machine.hostStarved(),
        machine.console().failure().isPresent(),
        linesBefore + machine.console().lines());
  }

  /** Whether the scenario has a rest that another machine may do. */
  boolean mayGoOn() {
    return result.rest().isPresent() && state != MachineState.LOST && !unwritten;
  }

  /** Both as one, where this went on with what the earlier left. */
  MachineRun after(MachineRun earlier) {
    boolean ended = earlier.state == MachineState.STOPPED;
    return new MachineRun(
        result.after(earlier.result),
        ended ? state : earlier.state,
        ended ? reason : earlier.reason,
        ended ? tail : earlier.tail,
        starved || earlier.starved,
        unwritten,
        lines);
  }

  /** The same, where no machine could be had for the rest. */
  MachineRun stopped(String why, List<String> shown) {
    return new MachineRun(
        result.stopped(why, shown), state, reason, tail, starved, unwritten, lines);
  }
}
