// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.util.Optional;

/**
 * How a machine runs its instructions, and why.
 *
 * @param accelerator what is used
 * @param note why it is not KVM although this host has a {@code /dev/kvm}; empty otherwise
 */
public record Acceleration(Accelerator accelerator, String note) {
  static final Acceleration KVM = new Acceleration(Accelerator.KVM, "");
  static final Acceleration TCG = new Acceleration(Accelerator.TCG, "");

  /** Emulation in place of hardware that is there. */
  static Acceleration tcgBecause(String reason) {
    return new Acceleration(Accelerator.TCG, reason);
  }

  /** Why it is not KVM although this host has a {@code /dev/kvm}. */
  public Optional<String> whyEmulated() {
    return note.isEmpty() ? Optional.empty() : Optional.of(note);
  }
}
