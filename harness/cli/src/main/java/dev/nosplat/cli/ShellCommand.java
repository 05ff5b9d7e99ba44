// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Inspection;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.MachineState;
import dev.nosplat.engine.machine.Seat;
import dev.nosplat.engine.machine.ShellWord;
import dev.nosplat.engine.problem.InfraFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nosplat shell}: the machine that a check would boot, to look inside. */
@Command(
    name = "shell",
    description = "Boot the machine that a check would boot; give a shell in it.",
    footer = {
      "",
      "Commands may come from a pipe; the exit code is the shell's own.",
      "",
      "Example: echo 'cat /sys/kernel/sched_ext/state' | nosplat shell --tree debian:newest"
    })
final class ShellCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private KernelOptions kernel = new KernelOptions();
  @Mixin private MachineOptions shape = new MachineOptions();

  @Option(
      names = "--console",
      description = "A shell on the serial console instead of SSH; Ctrl-] leaves.")
  private boolean console;

  @Option(
      names = "--gdb",
      description =
          "QEMU's gdb stub listens on a socket of yours alone; the gdb command is printed.")
  private boolean gdb;

  ShellCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = Settings.ofProcess();
    CheckPlan plan = new PlanTree(settings).located(kernel.plan().on(shape.shape()));
    try (Inspection inspection =
        Inspection.open(Engine.open(settings), plan, gdb, terminal.progress(settings.clock()))) {
      tell(inspection);
      return sit(inspection.machine(), settings);
    }
  }

  private void tell(Inspection inspection) {
    terminal.err().println("kernel " + inspection.machine().facts().get("kernel") + " is up");
    terminal.err().println("console, config and qemu.sh: " + inspection.directory());
    inspection
        .machine()
        .gdbSocket()
        .ifPresent(
            socket ->
                terminal
                    .err()
                    .println(
                        "gdb -ex "
                            + ShellWord.quote("target remote " + socket)
                            + " "
                            + ShellWord.quote(inspection.vmlinux().toString())));
    if (console && Terminal.inIsTerminal()) {
      terminal.err().println("Ctrl-] leaves");
    }
  }

  private int sit(Machine machine, Settings settings) throws InterruptedException {
    try {
      if (!Terminal.inIsTerminal()) {
        return sit(machine, seat(settings, Optional.empty()));
      }
      int[] size = RawTerminal.size();
      String type = settings.environment().getOrDefault("TERM", "vt100");
      try (RawTerminal raw = RawTerminal.open()) {
        return sit(machine, seat(settings, Optional.of(new Seat.Screen(type, size[1], size[0]))));
      }
    } catch (IOException e) {
      List<String> evidence = new ArrayList<>(List.of(String.valueOf(e.getMessage())));
      if (machine.state() != MachineState.READY) {
        evidence.add(machine.reason());
      }
      throw new InfraFailed(
          "the session with the guest ended early",
          evidence,
          "console.log in the run directory shows what the guest's kernel said",
          e);
    }
  }

  private int sit(Machine machine, Seat seat) throws IOException, InterruptedException {
    if (console) {
      machine.attachConsole(seat);
      return 0;
    }
    return machine.shell().attach(seat);
  }

  private Seat seat(Settings settings, Optional<Seat.Screen> screen) {
    return new Seat(settings.stdin(), terminal.out(), terminal.err(), screen);
  }
}
