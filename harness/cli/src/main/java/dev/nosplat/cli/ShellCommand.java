// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Inspection;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.check.Replay;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.MachineState;
import dev.nosplat.engine.machine.Seat;
import dev.nosplat.engine.machine.ShellWord;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nosplat shell}: the machine that a check would boot, to look inside. */
@Command(
    name = "shell",
    description = "Boot the machine that a check would boot; give a shell in it.",
    footer = {
      "",
      "Commands may come from a pipe; the exit code is the shell's own.",
      "",
      "Example: echo 'cat /sys/kernel/sched_ext/state' | nosplat shell --tree debian:newest",
      "After a run that failed: nosplat shell --after RUN-DIR --gdb"
    })
final class ShellCommand implements Callable<Integer> {
  /** What says nothing about the kernel or the machine. */
  private static final Set<String> BESIDE = Set.of("--after", "--console", "--gdb", "--debug");

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

  @Option(
      names = "--after",
      paramLabel = "RUN-DIR",
      description = "The machine of an earlier run, as it was when the run began.")
  private Optional<Path> after = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  ShellCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = Settings.ofProcess();
    try (Inspection inspection = open(settings, terminal.progress(settings.clock()))) {
      tell(inspection);
      return sit(inspection.machine(), settings);
    }
  }

  private Inspection open(Settings settings, Progress progress) throws InterruptedException {
    if (after.isPresent()) {
      refuseOthers();
      Replay replay = Replay.of(after.get(), settings.home());
      return Inspection.open(Engine.open(settings), replay, gdb, progress);
    }
    CheckPlan plan = new PlanTree(settings).located(kernel.plan().on(shape.shape()));
    return Inspection.open(Engine.open(settings), plan, gdb, progress);
  }

  /** A run has its own kernel and its own machine. */
  private void refuseOthers() {
    List<String> others =
        spec.commandLine().getParseResult().matchedOptions().stream()
            .map(OptionSpec::longestName)
            .filter(name -> !BESIDE.contains(name))
            .toList();
    if (!others.isEmpty()) {
      throw new BadInput(
          "--after takes kernel and machine from the run.",
          List.of("given besides: " + String.join(" ", others)),
          "Leave those out, or leave out --after.");
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
