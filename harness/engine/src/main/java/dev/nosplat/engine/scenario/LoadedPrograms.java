// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.record.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A scenario's BPF programs in the guest: its scheduler, and what attaches itself. */
final class LoadedPrograms {
  private static final String BPF = "/sys/fs/bpf";
  private static final String PINS = BPF + "/nosplat";
  private static final int SHOWN = 40;

  private final List<BpfProgram> programs;
  private final Optional<String> scheduler;
  private GuestFacts enabled = GuestFacts.none();
  private GuestFacts ended = GuestFacts.none();

  /**
   * Of a scenario.
   *
   * @param programs all of them
   * @param scheduler the name of the one that is a scheduler
   */
  LoadedPrograms(List<BpfProgram> programs, Optional<String> scheduler) {
    this.programs = List.copyOf(programs);
    this.scheduler = scheduler;
  }

  /** Loads all of them; where the kernel refuses one, that is the run's trouble. */
  boolean load(Stage stage) throws ShellLost, InterruptedException {
    for (BpfProgram program : programs) {
      boolean schedules = scheduler.filter(program.name()::equals).isPresent();
      ShellResult result =
          schedules
              ? bpftool(stage, "struct_ops", "register", program.guestPath(), BPF)
              : bpftool(
                  stage,
                  "prog",
                  "loadall",
                  program.guestPath(),
                  PINS + "_" + program.name(),
                  "autoattach");
      if (!result.ok()) {
        List<String> log = (result.out() + result.err()).lines().toList();
        stage
            .gathered()
            .trouble(
                "the kernel refused the BPF program " + program.name(),
                log.subList(Math.max(0, log.size() - SHOWN), log.size()));
        return false;
      }
    }
    if (scheduler.isPresent()) {
      enabled = GuestFacts.read(stage.machine());
    }
    return true;
  }

  private static ShellResult bpftool(Stage stage, String... words)
      throws ShellLost, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bpftool"));
    command.addAll(List.of(words));
    return stage.machine().shell().run(stage.scale(Stage.STEP), command.toArray(String[]::new));
  }

  /** Unloads them, after what they have counted was read. */
  void unload(Stage stage) throws ShellLost, InterruptedException {
    if (programs.isEmpty()) {
      return;
    }
    if (scheduler.isPresent()) {
      ended = GuestFacts.read(stage.machine());
      if (stage.outside().isPresent()) {
        stage.outside().get().underTheScheduler();
      }
    }
    // A link that is pinned keeps its program attached: bpftool pins a map's link by its name.
    stage
        .machine()
        .shell()
        .script(
            "rm -rf " + PINS + "_*; find " + BPF + " -mindepth 1 -maxdepth 1 -type f -delete",
            new byte[0],
            stage.scale(Stage.STEP));
    if (scheduler.isPresent()) {
      awaitDisabled(stage);
    }
  }

  private static void awaitDisabled(Stage stage) throws ShellLost, InterruptedException {
    long deadline = System.nanoTime() + stage.scale(Stage.STEP).toNanos();
    while (!GuestFacts.read(stage.machine()).get("scx.state").equals("disabled")
        && System.nanoTime() < deadline) {
      Thread.onSpinWait(); // each question takes the guest's own time
    }
  }

  /** That the scheduler was enabled all the time, where there is one. */
  List<Requirement> evidence() {
    if (scheduler.isEmpty()) {
      return List.of();
    }
    String name = scheduler.get();
    boolean held =
        List.of(enabled, ended).stream()
            .allMatch(
                facts ->
                    facts.get("scx.state").equals("enabled") && facts.get("scx.ops").equals(name));
    boolean once =
        !enabled.get("scx.enable_seq").equals(GuestFacts.NOT_OBSERVED)
            && enabled.get("scx.enable_seq").equals(ended.get("scx.enable_seq"));
    return List.of(
        new Requirement(
            Requirement.Kind.WORKLOAD,
            "scheduler",
            name + " enabled throughout",
            state(enabled) + " -> " + state(ended),
            held && once));
  }

  private static String state(GuestFacts facts) {
    return facts.get("scx.state")
        + " "
        + facts.get("scx.ops")
        + ", enable_seq "
        + facts.get("scx.enable_seq");
  }
}
