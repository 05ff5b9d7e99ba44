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
   * @param panicked whether the guest's pvpanic driver told QEMU of a panic; a kernel without the
   *     driver never does
   * @param exitCode QEMU's exit code, if the container engine knows it
   */
  static Ending of(
      Optional<Qmp.Event> shutdown,
      boolean panicked,
      OptionalInt exitCode,
      List<String> consoleTail,
      List<String> qemuWords) {
    String why = shutdown.map(Qmp.Event::data).orElse("");
    if (why.contains("guest-shutdown")) {
      return new Ending(MachineState.LEFT, "user space powered the guest off");
    }
    if (why.contains("guest-reset") || why.contains("guest-panic")) {
      return reset(panicked, consoleTail);
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

  /**
   * Whether a guest that was reset neither panicked nor was asked to reset.
   *
   * @param panicked whether pvpanic told of a panic
   * @param tail the last lines of the console
   */
  static boolean silent(boolean panicked, List<String> tail) {
    return !panicked && !toldOfPanic(tail) && !rebooted(false, tail);
  }

  /** Whether user space asked a guest that was reset to do so; see {@link #silent}. */
  static boolean rebooted(boolean panicked, List<String> tail) {
    // A panic restarts the machine without these words, whatever user space printed before them.
    return !panicked
        && tail.stream().anyMatch(line -> REBOOT_WORDS.stream().anyMatch(line::contains));
  }

  private static boolean toldOfPanic(List<String> tail) {
    return tail.stream().anyMatch(line -> line.contains("Kernel panic - not syncing"));
  }

  private static Ending reset(boolean panicked, List<String> tail) {
    boolean told = toldOfPanic(tail);
    if (panicked && !told) {
      return new Ending(
          MachineState.PANICKED,
          "the guest's kernel panicked, which its pvpanic device told and the console did not");
    }
    if (rebooted(panicked, tail)) {
      return new Ending(MachineState.LEFT, "user space rebooted the guest");
    }
    return new Ending(
        MachineState.PANICKED,
        told
            ? "the guest's kernel panicked"
            : "the guest's kernel reset the machine without a word (a triple fault; in a kernel"
                + " without CONFIG_PVPANIC_PCI also a panic that the console does not show)");
  }
}
