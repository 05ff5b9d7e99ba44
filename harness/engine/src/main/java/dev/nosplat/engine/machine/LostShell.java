// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

/** What became of a guest whose SSH failed. */
public sealed interface LostShell {
  /** The machine is no longer ready: its state and its reason tell all. */
  record MachineEnded() implements LostShell {}

  /**
   * The guest lives on, and nobody serves SSH in it any more.
   *
   * @param why one sentence
   */
  record ServerEnded(String why) implements LostShell {}

  /**
   * The guest lives on, and something in it keeps SSH from going on: the kernel's own clocks may
   * yet say what.
   *
   * @param why one sentence
   */
  record Stuck(String why) implements LostShell {}
}
