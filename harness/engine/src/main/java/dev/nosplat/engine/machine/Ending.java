// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a machine ended, from what QEMU and the console say about it.
 *
 * @param state where that leaves the machine
 * @param reason one sentence
 */
record Ending(MachineState state, String reason) {
  private static final int KILLED = 137;

  /** What kernel/reboot.c and drivers/tty/sysrq.c (7.3) print when user space asks for it. */
  private static final List<String> REBOOT_WORDS =
      List.of("reboot: Restarting system", "sysrq: Resetting");

  /**
   * QEMU is gone.
   *
   * @param shutdown QEMU's SHUTDOWN event, if it sent one
   * @param exitCode QEMU's exit code, if the container engine knows it
   */
  static Ending of(
      Optional<Qmp.Event> shutdown,
      OptionalInt exitCode,
      List<String> consoleTail,
      List<String> qemuWords) {
    String why = shutdown.map(Qmp.Event::data).orElse("");
    if (why.contains("guest-shutdown")) {
      return new Ending(MachineState.LEFT, "user space powered the guest off");
    }
    if (why.contains("guest-reset") || why.contains("guest-panic")) {
      return reset(consoleTail);
    }
    StringBuilder reason = new StringBuilder("QEMU ended");
    if (exitCode.isPresent()) {
      int code = exitCode.getAsInt();
      reason.append(code == KILLED ? ": it was killed" : " with exit code " + code);
    }
    if (!qemuWords.isEmpty()) {
      reason.append(": ").append(String.join(" ", qemuWords));
    }
    return new Ending(MachineState.LOST, reason.toString());
  }

  private static Ending reset(List<String> tail) {
    if (tail.stream().anyMatch(line -> line.contains("Kernel panic - not syncing"))) {
      return new Ending(MachineState.PANICKED, "the guest's kernel panicked");
    }
    if (tail.stream().anyMatch(line -> REBOOT_WORDS.stream().anyMatch(line::contains))) {
      return new Ending(MachineState.LEFT, "user space rebooted the guest");
    }
    return new Ending(
        MachineState.PANICKED,
        "the guest's kernel reset the machine without a word (a triple fault, or a panic that the"
            + " console does not show)");
  }
}
