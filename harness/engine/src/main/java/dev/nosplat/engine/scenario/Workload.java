// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.Console;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.Sweep;
import dev.nosplat.splat.Splat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of a run that is a scenario's own; it keeps what it has observed of itself. */
interface Workload {
  /**
   * Does it, and stops early where the kernel has splatted.
   *
   * @throws ShellLost if the guest does not answer
   */
  void carryOut(Stage stage, Interlude interlude) throws ShellLost, InterruptedException;

  /**
   * Told once when the machine's console is complete, before anything below is asked.
   *
   * @param splats the kernel's own reports
   */
  default void ended(Console console, List<Splat> splats) throws InterruptedException {}

  /**
   * What is left to do and needs a fresh machine: a detector is off after its report, or the
   * machine is gone. Empty where this was all.
   */
  default Optional<Scenario> rest() {
    return Optional.empty();
  }

  /**
   * What had to hold, and whether it did.
   *
   * @param splats the kernel's own reports
   */
  List<Requirement> evidence(List<Splat> splats);

  /** What the scenario did, in a few words with numbers. */
  String account();

  /** What it counted, by name; {@code tasks} and {@code churnMillis} give a rate. */
  Map<String, Long> counts();

  /** What the kernel answered, where this is a sweep. */
  default Optional<Sweep> sweep() {
    return Optional.empty();
  }

  /** Whether a report is what the scenario itself asked the kernel for. */
  boolean expects(Splat splat);

  /** What was going on when the kernel printed a report; empty where there is nothing to add. */
  String during(Splat splat);

  /** What the kernel said when it ejected a scheduler that it should have kept; or empty. */
  String ejection();

  /**
   * Tests that say that the kernel is wrong, each with what it said; or what a command that failed
   * ended with, and its last lines.
   */
  List<String> failures();
}
