// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.record.MachineFacts;
import java.time.Duration;
import java.util.List;

/** How QEMU runs the guest's instructions. */
public enum Accelerator {
  /** Hardware virtualization; used only after a trial has proved it for this kernel. */
  KVM(1, List.of("-accel", "kvm", "-cpu", "host")),
  /** Emulation, one host thread for each virtual CPU. */
  TCG(6, List.of("-accel", "tcg,thread=multi", "-cpu", "max"));

  private final int slowness;
  private final List<String> arguments;

  Accelerator(int slowness, List<String> arguments) {
    this.slowness = slowness;
    this.arguments = arguments;
  }

  /** What QEMU is told. */
  List<String> arguments() {
    return arguments;
  }

  /** A limit that is right for hardware, stretched to what this accelerator needs for the same. */
  public Duration scale(Duration onHardware) {
    return onHardware.multipliedBy(slowness);
  }

  /** The same in a run record. */
  public MachineFacts.Accelerator recorded() {
    return this == KVM ? MachineFacts.Accelerator.KVM : MachineFacts.Accelerator.TCG;
  }

  /** The name that a snapshot's key and the command line use. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
