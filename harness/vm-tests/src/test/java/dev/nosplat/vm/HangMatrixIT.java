// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kernels that do not go on, and kernels that are gone, each while the scenario runs: the verdict,
 * and the function that is to blame in each that has one. The table goes to {@code
 * target/faults-hangs.md}, from where a person takes it into docs/hangs.md.
 */
@Tag("vm-full")
class HangMatrixIT {
  private static final FaultTable TABLE =
      new FaultTable("faults-hangs.md", "Kernels that do not go on");

  @TempDir private static Path temporary;
  private static Path patch;

  @BeforeAll
  static void writeThePatch() throws Exception {
    patch = FaultPatch.write(temporary);
  }

  static List<Fault> hangs() {
    return List.of(
        ours("two CPUs wait for each other's raw lock", "raw-deadlock", "nosplat_takes_both"),
        lkdtm(
            "one CPU spins with interrupts off",
            "taskset -c 1 ",
            "HARDLOCKUP",
            "stuck-cpu:lkdtm_HARDLOCKUP"),
        ours("all CPUs spin with interrupts off", "all-cpus", "nosplat_spins_everywhere"),
        lkdtm("one CPU spins with interrupts on", "taskset -c 1 ", "SOFTLOCKUP", "soft-lockup"),
        ours("a callback of RCU never ends", "endless-callback", "nosplat_endless_callback"),
        ours("a work item never ends", "endless-work", "nosplat_endless_work"),
        ours("a task is never woken", "lost-wakeup", "nosplat_waits_for_ever"),
        // Nobody can tell from here whose memory it was: the scenario's or a leak's.
        Fault.inGuest(
            "the kernel takes all of the memory",
            provoke("memory"),
            Outcome.INCONCLUSIVE,
            "System is deadlocked on memory"),
        lkdtm("the stack overflows", "", "EXHAUST_STACK", "recursive_loop"),
        lkdtm("the kernel jumps to nowhere", "", "EXEC_NULL", "execute_location"),
        ours("a triple fault", "triple-fault", "silent-reset:nosplat_triple_fault"));
  }

  private static Fault ours(String name, String fault, String words) {
    return Fault.inGuest(name, provoke(fault), Outcome.FAIL, words);
  }

  private static String provoke(String fault) {
    return "echo " + fault + " > /sys/module/nosplat_faults/parameters/provoke";
  }

  private static Fault lkdtm(String name, String where, String fault, String words) {
    return Fault.inGuest(
        name,
        where + "sh -c 'echo " + fault + " > /sys/kernel/debug/provoke-crash/DIRECT'",
        Outcome.FAIL,
        words);
  }

  @ParameterizedTest
  @MethodSource("hangs")
  void endsInItsVerdictAndNamesWhatToBlame(Fault fault) throws Exception {
    CheckPlan plan = CheckPlan.of("debian:newest").withPatches(List.of(patch));
    List<String> fragments = new ArrayList<>(plan.fragments());
    fragments.add("lkdtm");
    KernelChecker checker = new KernelChecker(Engine.open(Settings.ofProcess()));
    Fault whole = fault.with(plan.withFragments(fragments));
    checker.prepare(whole.plan(), Progress.silent());
    TABLE.carryOut(checker, whole);
  }
}
