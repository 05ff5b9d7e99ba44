// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EndingTest {
  private static final String RESET = "{\"guest\":true,\"reason\":\"guest-reset\"}";

  @Test
  void aPanicOnTheConsoleIsThePanic() {
    assertThat(ending(RESET, "Kernel panic - not syncing: sysrq triggered crash"))
        .isEqualTo(new Ending(MachineState.PANICKED, "the guest's kernel panicked"));
  }

  @Test
  void aPanicThatOnlyItsDeviceToldIsAPanic() {
    Ending ending = ending(RESET, true, "rcu: last line");
    assertThat(ending.state()).isEqualTo(MachineState.PANICKED);
    assertThat(ending.reason()).contains("pvpanic");
    assertThat(ending(RESET, true, "Kernel panic - not syncing: Fatal exception").reason())
        .isEqualTo("the guest's kernel panicked");
  }

  @Test
  void userSpaceThatPrintsAPanicAndRebootsHasRebooted() {
    Ending ending =
        Ending.of(
            Optional.of(new Qmp.Event("SHUTDOWN", RESET)),
            false,
            OptionalInt.of(0),
            List.of("Kernel panic - not syncing: not really", "reboot: Restarting system"),
            List.of());
    assertThat(ending.state()).isEqualTo(MachineState.LEFT);
  }

  @Test
  void aResetWithoutAWordIsTheKernelsToo() {
    Ending ending = ending(RESET, "rcu: last line");
    assertThat(ending.state()).isEqualTo(MachineState.PANICKED);
    assertThat(ending.reason()).contains("without a word");
  }

  @Test
  void aRebootThatUserSpaceAskedForIsNot() {
    assertThat(ending(RESET, "[ 9.1][ T99] reboot: Restarting system").state())
        .isEqualTo(MachineState.LEFT);
    assertThat(ending("{\"guest\":true,\"reason\":\"guest-shutdown\"}", "").reason())
        .isEqualTo("user space powered the guest off");
  }

  @Test
  void aQemuThatWasKilledIsLost() {
    assertThat(Ending.of(Optional.empty(), false, OptionalInt.of(137), List.of(), List.of()))
        .isEqualTo(new Ending(MachineState.LOST, "QEMU ended: it was killed"));
    assertThat(
            Ending.of(Optional.empty(), false, OptionalInt.of(1), List.of(), List.of("no memory")))
        .isEqualTo(new Ending(MachineState.LOST, "QEMU ended with exit code 1: no memory"));
  }

  private static Ending ending(String data, String last) {
    return ending(data, false, last);
  }

  private static Ending ending(String data, boolean panicked, String last) {
    return Ending.of(
        Optional.of(new Qmp.Event("SHUTDOWN", data)),
        panicked,
        OptionalInt.of(0),
        List.of("first", last),
        List.of());
  }

  @Test
  void aResetIsSilentWhereNobodyToldWhy() {
    List<String> nothing = List.of("[    4.308386][   T51] nosplat-marker: scenario-start");
    assertThat(Ending.silent(false, nothing)).isTrue();
    assertThat(Ending.silent(true, nothing)).isFalse();
    assertThat(Ending.silent(false, List.of("Kernel panic - not syncing: Fatal"))).isFalse();
    assertThat(Ending.silent(false, List.of("reboot: Restarting system"))).isFalse();
  }
}
