// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.Marker;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.progress.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Where a workload happens.
 *
 * @param machine the machine
 * @param module our module in it
 * @param nonces gives a fresh random word at each call
 * @param progress what a person waits with
 * @param gathered the evidence that every scenario has
 * @param outside looks into the guest's memory; empty where its kernel has no symbols
 */
record Stage(
    Machine machine,
    GuestModule module,
    Supplier<String> nonces,
    Progress progress,
    Gathering gathered,
    Optional<OutsideView> outside) {
  static final Duration STEP = Duration.ofSeconds(5);

  /** Whether the kernel itself has splatted; what user space prints does not stop a scenario. */
  boolean splatted() throws InterruptedException {
    return !machine.console().splats().isEmpty()
        && machine.reports().genuine().stream().anyMatch(s -> !gathered.workload().expects(s));
  }

  /** Puts a marker on the console. */
  void mark(String what) throws ShellLost, InterruptedException {
    OptionalLong line = machine.mark(new Marker(what, nonces.get()), scale(STEP));
    gathered.marker(what, line);
  }

  /** A limit that is right for hardware, as this machine needs it. */
  Duration scale(Duration onHardware) {
    return machine.spec().accelerator().scale(onHardware);
  }
}
