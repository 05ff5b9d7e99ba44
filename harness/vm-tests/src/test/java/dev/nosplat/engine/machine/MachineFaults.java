// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

/** Faults of the connections that only the package itself can reach. */
public final class MachineFaults {
  private MachineFaults() {}

  /** Cuts the connection to QEMU's control socket while QEMU runs on. */
  public static void closeQmp(Machine machine) {
    machine.sockets().qmp().close();
  }
}
