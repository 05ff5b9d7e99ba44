// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import dev.nosplat.engine.check.BenchPatch;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.MachineFaults;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault for real, and whether it ends in the right verdict with the right reason, in bounded
 * time and with nothing left behind. What becomes of them goes to {@code target/faults-matrix.md},
 * from where a person takes it into docs/faults.md.
 */
class FaultMatrixIT {
  private static final FaultTable TABLE =
      new FaultTable("faults-matrix.md", "What happens to a machine");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String REPORT = "src/test/resources/trouble/invalid-wait-context.txt";

  @TempDir private static Path temporary;

  static List<Fault> quick() {
    return List.of(
        Fault.onMachine(
            "user space prints a perfect report through /dev/kmsg",
            machine -> print(machine, "/dev/kmsg"),
            Outcome.PASS,
            "printed by user space on line",
            "invalid wait context"),
        Fault.inGuest(
            "user space reboots the guest",
            "reboot -f",
            Outcome.INCONCLUSIVE,
            "user space rebooted the guest"),
        Fault.inGuest(
            "user space kills the SSH server",
            "killall -9 dropbear",
            Outcome.INCONCLUSIVE,
            "SSH server ended by signal 9"));
  }

  static List<Fault> slow() {
    List<Fault> all = new ArrayList<>();
    all.add(
        Fault.onMachine(
            "user space prints a perfect report to the serial port itself",
            machine -> print(machine, "/dev/ttyS0"),
            Outcome.INCONCLUSIVE,
            "is in no record",
            "printed by user space on line"));
    all.add(
        Fault.inGuest(
            "user space powers the guest off",
            "poweroff -f",
            Outcome.INCONCLUSIVE,
            "user space powered the guest off"));
    all.add(
        Fault.inGuest(
            "user space floods the kernel's log",
            "for i in $(seq 20); do (yes 'a line of a flood that nobody wants to read' | "
                + "head -c 200000 | while read -r l; do echo \"$l\" > /dev/kmsg; done) & done",
            Outcome.INCONCLUSIVE,
            "kernel log"));
    all.add(
        Fault.inGuest(
            "the guest's disk is full",
            "dd if=/dev/zero of=/tmp/full bs=1M",
            Outcome.PASS,
            "canary"));
    all.add(
        Fault.inGuest(
            "the guest's memory is exhausted",
            "for d in /tmp /run /dev /; do dd if=/dev/zero of=$d/full bs=1M & done",
            Outcome.INCONCLUSIVE,
            "ran out of memory"));
    all.add(
        Fault.inGuest("the kernel panics", "echo c > /proc/sysrq-trigger", Outcome.FAIL, "sysrq"));
    all.add(
        Fault.inGuest(
            "the kernel panics without console output",
            "echo N > /sys/class/tty/ttyS0/console; echo c > /proc/sysrq-trigger",
            Outcome.FAIL,
            "pvpanic"));
    all.add(
        Fault.onMachine(
            "the SSH connection is cut",
            machine -> machine.shell().close(),
            Outcome.INFRA_FAILED,
            "SSH connection was cut"));
    all.add(
        Fault.onMachine(
            "QEMU's control socket is closed",
            MachineFaults::closeQmp,
            Outcome.INFRA_FAILED,
            "control socket was closed"));
    all.add(
        Fault.fromOutside(
            "the machine's container is removed, each time",
            "churning",
            true,
            () -> forEachMachine("rm", "--force"),
            Outcome.INFRA_FAILED,
            "the machine was lost"));
    all.add(
        Fault.fromOutside(
            "the machine's container is removed, once",
            "churning",
            false,
            () -> forEachMachine("rm", "--force"),
            Outcome.PASS,
            "the machine was lost"));
    all.add(
        Fault.fromOutside(
            "QEMU is killed",
            "churning",
            true,
            () -> signalQemu("KILL"),
            Outcome.INFRA_FAILED,
            "it was killed"));
    all.add(
        Fault.fromOutside(
            "QEMU is stopped for ever",
            "churning",
            true,
            () -> signalQemu("STOP"),
            Outcome.INFRA_FAILED,
            "QEMU runs but does not answer"));
    all.add(
        Fault.fromOutside(
            "the container engine is restarted",
            "churning",
            false,
            FaultMatrixIT::restartTheEngine,
            Outcome.PASS,
            "the machine was lost"));
    return all;
  }

  @Tag("vm")
  @ParameterizedTest
  @MethodSource("quick")
  void endsInTheRightVerdict(Fault fault) throws Exception {
    carryOut(fault);
  }

  @Tag("vm-full")
  @ParameterizedTest
  @MethodSource("slow")
  void endsInTheRightVerdictInTheLongForm(Fault fault) throws Exception {
    carryOut(fault);
  }

  @Tag("vm-full")
  @Test
  void aBuildWhoseContainerIsRemovedIsNoFailureOfThePatch() throws Exception {
    Path patch =
        Files.writeString(
            temporary.resolve("new.patch"),
            BenchPatch.ofHeader(Long.toHexString(System.nanoTime())));
    TABLE.carryOut(
        new KernelChecker(Engine.open(Settings.ofProcess())),
        Fault.fromOutside(
                "the build's container is removed",
                "objects",
                true,
                () -> forEach(Leftovers.look().builds(), "rm", "--force"),
                Outcome.INFRA_FAILED,
                "the container ended while")
            .with(CheckPlan.of("debian:newest").withPatches(List.of(patch))));
  }

  private static void carryOut(Fault fault) throws Exception {
    KernelChecker checker = new KernelChecker(Engine.open(Settings.ofProcess()));
    checker.prepare(fault.plan(), Progress.silent());
    TABLE.carryOut(checker, fault);
  }

  /** A guest process prints the report line by line, as the kernel would. */
  private static void print(Machine machine, String to) throws Exception {
    machine.shell().write("/tmp/report", Files.readAllBytes(Path.of(REPORT)), LIMIT);
    String stamp = to.endsWith("kmsg") ? "" : "[    9.999999][  T999] ";
    machine
        .shell()
        .script(
            "while IFS= read -r line; do printf '"
                + stamp
                + "%s\\n' \"$line\" > "
                + to
                + "; done < /tmp/report",
            new byte[0],
            LIMIT);
  }

  private static void forEachMachine(String... words) throws Exception {
    forEach(Leftovers.look().machines(), words);
  }

  private static void forEach(Set<String> containers, String... words) throws Exception {
    for (String id : containers) {
      List<String> command = new ArrayList<>(List.of(words));
      command.add(id);
      Leftovers.ask(command.toArray(String[]::new));
    }
  }

  /** Ends the engine as its own stop would, and starts it again with the same words. */
  private static void restartTheEngine() throws Exception {
    ProcessHandle engine =
        ProcessHandle.allProcesses()
            .filter(each -> each.info().command().orElse("").endsWith("/dockerd"))
            .findFirst()
            .orElseThrow();
    List<String> command = new ArrayList<>(List.of("setsid", "--fork"));
    command.addAll(
        List.of(
            Files.readString(Path.of("/proc", Long.toString(engine.pid()), "cmdline"))
                .split("\0")));
    engine.destroy();
    engine.onExit().get(1, TimeUnit.MINUTES);
    new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    Awaitility.await("the engine answers again")
        .atMost(Duration.ofMinutes(1))
        .until(() -> new ProcessBuilder("docker", "info").start().waitFor() == 0);
  }

  private static void signalQemu(String signal) throws Exception {
    for (String id : Leftovers.look().machines()) {
      for (String line : Leftovers.ask("top", id, "-eo", "pid,comm")) {
        if (line.contains("qemu-system")) {
          new ProcessBuilder("kill", "-" + signal, line.strip().split(" +")[0]).start().waitFor();
        }
      }
    }
  }
}
