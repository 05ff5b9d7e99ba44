// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import java.util.Optional;

/**
 * Which of a scenario's programs is its scheduler.
 *
 * @param program the program's name
 * @param ops what the kernel shows while it is enabled; empty where only its object knows
 */
record LoadedScheduler(String program, Optional<String> ops) {
  /** One of ours, whose {@code struct sched_ext_ops} is called like its file. */
  static LoadedScheduler own(String name) {
    return new LoadedScheduler(name, Optional.of(name));
  }

  /** One of the user's, which may be called anything. */
  static LoadedScheduler foreign(String program) {
    return new LoadedScheduler(program, Optional.empty());
  }
}
