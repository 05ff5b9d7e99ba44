// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

/** Where a machine is in its life. Each end has a reason that {@link Machine#reason()} tells. */
public enum MachineState {
  /** QEMU runs, the guest has not yet reported. */
  BOOTING,
  /** The guest answers over SSH. */
  READY,
  /** Ended by us. */
  STOPPED,
  /** The kernel panicked, oopsed to death or reset the machine. */
  PANICKED,
  /** The guest's user space rebooted it or powered it off. */
  LEFT,
  /** The guest is there but does not answer and prints nothing. */
  HUNG,
  /** We lost it without the guest's doing: QEMU, its container, a connection or our own disk. */
  LOST
}
