// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.Optional;

/**
 * The machine that ran the scenario.
 *
 * @param accelerator how QEMU ran the guest's instructions
 * @param whyEmulated why the host's {@code /dev/kvm} was not used; empty where there is none
 * @param cpus virtual CPUs
 * @param memoryMiB guest memory
 * @param root {@code initramfs} or {@code virtme}
 * @param origin how the machine came to be
 * @param whyBooted why it was booted although a snapshot was wanted
 * @param qemu QEMU's version line
 */
public record MachineFacts(
    Accelerator accelerator,
    Optional<String> whyEmulated,
    int cpus,
    int memoryMiB,
    String root,
    Origin origin,
    Optional<String> whyBooted,
    String qemu) {

  /** How QEMU runs a guest's instructions. */
  public enum Accelerator {
    /** The host's processor does. */
    KVM,
    /** QEMU emulates them. */
    TCG
  }

  /** How a machine comes to be. */
  public enum Origin {
    /** Restored from a stored machine that had booted. */
    SNAPSHOT,
    /** Booted. */
    BOOT
  }
}
