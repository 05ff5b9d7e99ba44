// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What one container is given. It always runs unprivileged, with every capability dropped.
 *
 * @param purpose what it is for; part of its name
 * @param mounts host directories inside it
 * @param network whether it has a network at all
 * @param fixed whether its root file system is read-only, with a small tmpfs on /tmp
 * @param memoryMiB memory limit
 * @param kvm the host's device that it gets as {@code /dev/kvm}
 */
public record ContainerSpec(
    String purpose,
    List<Mount> mounts,
    boolean network,
    boolean fixed,
    int memoryMiB,
    Optional<Path> kvm) {
  public ContainerSpec {
    mounts = List.copyOf(mounts);
  }

  /** A container without network or devices. */
  public static ContainerSpec offline(String purpose, List<Mount> mounts, int memoryMiB) {
    return new ContainerSpec(purpose, mounts, false, false, memoryMiB, Optional.empty());
  }
}
