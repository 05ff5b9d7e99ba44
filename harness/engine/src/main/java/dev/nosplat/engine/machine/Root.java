// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.util.List;
import java.util.Locale;

/** What the guest's user space sees as its root. */
public enum Root {
  /** The guest image alone: busybox, dropbear and what a scenario needs. */
  INITRAMFS(List.of()),
  /**
   * The toolchain container's own file system, read-only with a writable overlay, brought up by
   * virtme-ng's guest init.
   */
  VIRTME(List.of("virtme"));

  private final List<String> fragments;

  Root(List<String> fragments) {
    this.fragments = fragments;
  }

  /** The config fragments without which a kernel cannot use it. */
  public List<String> fragments() {
    return fragments;
  }

  /** The name that options and reports use. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
