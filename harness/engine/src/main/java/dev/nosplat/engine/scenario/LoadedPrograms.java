// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.record.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A scenario's BPF programs in the guest: its scheduler, and what attaches itself. */
final class LoadedPrograms {
  private static final String BPF = "/sys/fs/bpf";
  private static final String PINS = BPF + "/nosplat";
  private static final String DISABLED = "disabled";
  private static final int SHOWN = 40;

  private final List<BpfProgram> programs;
  private final Optional<LoadedScheduler> scheduler;
  private final SchedulerCounters counters;
  private GuestFacts enabled = GuestFacts.none();
  private GuestFacts ended = GuestFacts.none();
  private String gone = GuestFacts.NOT_OBSERVED;

  /**
   * Of a scenario.
   *
   * @param programs all of them
   * @param scheduler the one that is a scheduler
   * @param leftOut rows of evidence that a scheduler which this one replaces would have counted
   */
  LoadedPrograms(
      List<BpfProgram> programs, Optional<LoadedScheduler> scheduler, List<String> leftOut) {
    this.programs = List.copyOf(programs);
    this.scheduler = scheduler;
    this.counters = new SchedulerCounters(leftOut);
  }

  /** Loads all of them; where the kernel refuses one, that is the run's trouble. */
  boolean load(Stage stage) throws ShellLost, InterruptedException {
    for (BpfProgram program : programs) {
      boolean schedules =
          scheduler.map(LoadedScheduler::program).filter(program.name()::equals).isPresent();
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
    if (foreign()) {
      counters.before(stage);
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
      if (foreign()) {
        counters.after(stage);
      }
      if (stage.outside().isPresent()) {
        stage.outside().get().underTheScheduler();
      }
    }
    // A link that is pinned keeps its program attached: bpftool pins a map's link by its name.
    stage
        .machine()
        .shell()
        .script("rm -rf " + PINS + "_*; rm -f " + BPF + "/*", new byte[0], stage.scale(Stage.STEP));
    if (scheduler.isPresent()) {
      gone = awaitDisabled(stage);
    }
  }

  /** The state of sched_ext once it is disabled, or when the time for that is over. */
  private static String awaitDisabled(Stage stage) throws ShellLost, InterruptedException {
    long deadline = System.nanoTime() + stage.scale(Stage.STEP).toNanos();
    String state;
    do { // each question takes the guest's own time
      state = GuestFacts.read(stage.machine()).get("scx.state");
    } while (!state.equals(DISABLED) && System.nanoTime() < deadline);
    return state;
  }

  private boolean foreign() {
    return scheduler.filter(each -> each.ops().isEmpty()).isPresent();
  }

  /** That the scheduler was enabled all the time, where there is one; of a user's what it did. */
  List<Requirement> evidence() {
    if (scheduler.isEmpty()) {
      return List.of();
    }
    String name = scheduler.get().ops().orElse(enabled.get("scx.ops"));
    boolean held =
        List.of(enabled, ended).stream()
            .allMatch(
                facts ->
                    facts.get("scx.state").equals("enabled") && facts.get("scx.ops").equals(name));
    boolean once =
        !name.equals(GuestFacts.NOT_OBSERVED)
            && !enabled.get("scx.enable_seq").equals(GuestFacts.NOT_OBSERVED)
            && enabled.get("scx.enable_seq").equals(ended.get("scx.enable_seq"));
    List<Requirement> rows = new ArrayList<>();
    rows.add(
        row(
            "scheduler",
            name + " enabled throughout",
            state(enabled) + " -> " + state(ended),
            held && once));
    rows.add(row("scheduler's end", "disabled once nothing holds it", gone, gone.equals(DISABLED)));
    if (foreign()) {
      rows.add(unchanged("tasks under it", "scx.switch_all", "1", "every ordinary task"));
      rows.add(unchanged("tasks rejected", "scx.nr_rejected", "0", "none"));
      rows.add(counters.row());
    }
    return rows;
  }

  /** A number of the kernel's that is the same before and after the workload. */
  private Requirement unchanged(String name, String fact, String wanted, String words) {
    String file = fact.substring(fact.indexOf('.') + 1);
    return row(
        name,
        words + ": " + file + " " + wanted + " before and after",
        enabled.get(fact) + " -> " + ended.get(fact),
        enabled.get(fact).equals(wanted) && ended.get(fact).equals(wanted));
  }

  private static Requirement row(String name, String expected, String observed, boolean met) {
    return new Requirement(Requirement.Kind.WORKLOAD, name, expected, observed, met);
  }

  /** How often a scheduler had been enabled when the workload was over, as the guest says. */
  String enableSeq() {
    return ended.get("scx.enable_seq");
  }

  /** What a user's scheduler counted, by name. */
  Map<String, Long> counts() {
    return counters.counts();
  }

  private static String state(GuestFacts facts) {
    return facts.get("scx.state")
        + " "
        + facts.get("scx.ops")
        + ", enable_seq "
        + facts.get("scx.enable_seq");
  }
}
