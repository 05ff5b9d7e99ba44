// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.Machine;

/** What a test class does on the machine while the scenario's scheduler is enabled. */
@FunctionalInterface
public interface Interlude {
  /** Nothing: the scenario goes straight on. */
  Interlude NONE = machine -> {};

  /** Called once, after the scheduler was enabled and before the scenario's own workload. */
  void on(Machine machine) throws InterruptedException;
}
