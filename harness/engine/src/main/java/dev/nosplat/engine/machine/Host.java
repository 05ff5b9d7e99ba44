// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.engine.toolchain.Toolchain;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What this host gives every machine.
 *
 * @param toolchain the image with QEMU
 * @param home below which sockets are
 * @param kvm the device of its hardware virtualization, which need not exist
 */
record Host(Toolchain toolchain, Path home, Clock clock, Path kvm) {
  static final Path KVM = Path.of("/dev/kvm");
}
