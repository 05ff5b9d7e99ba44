// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.record.Requirement;
import dev.nosplat.splat.Splat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tasks that come and go under a scheduler of ours. */
final class ChurnWorkload implements Workload {
  private static final long ROUND = 2000;
  private static final String PIN = "/sys/fs/bpf";

  private final Scenario.Churning scenario;
  private final BpfProgram program;
  private GuestFacts enabled = GuestFacts.none();
  private GuestFacts ended = GuestFacts.none();
  private Counts counts = Counts.none();
  private ExitRecord exit = ExitRecord.NONE;
  private String churnError = "";
  private Optional<OutsideView> outside = Optional.empty();
  private long tasks;
  private long churnMillis;

  ChurnWorkload(Scenario.Churning scenario, BpfProgram program) {
    this.scenario = scenario;
    this.program = program;
  }

  @Override
  public void carryOut(Stage stage, Interlude interlude) throws ShellLost, InterruptedException {
    Machine machine = stage.machine();
    if (!register(stage)) {
      return;
    }
    enabled = GuestFacts.read(machine);
    interlude.on(machine);
    Counts start = Counts.read(machine);
    churn(stage, start);
    counts = Counts.read(machine).since(start);
    ended = GuestFacts.read(machine);
    outside = stage.outside();
    if (outside.isPresent()) {
      outside.get().underTheScheduler();
    }
    exit = ExitRecord.parse(exitDump(stage));
    machine.shell().run(stage.scale(Stage.STEP), "rm", "-f", PIN + "/" + pinName());
    awaitDisabled(stage);
  }

  private boolean register(Stage stage) throws ShellLost, InterruptedException {
    ShellResult result =
        stage
            .machine()
            .shell()
            .run(
                stage.scale(Stage.STEP),
                "bpftool",
                "struct_ops",
                "register",
                program.guestPath(),
                PIN);
    if (!result.ok()) {
      List<String> log = (result.out() + result.err()).lines().toList();
      stage
          .gathered()
          .trouble(
              "the kernel refused the scheduler " + program.name(),
              log.subList(Math.max(0, log.size() - 40), log.size()));
    }
    return result.ok();
  }

  private void churn(Stage stage, Counts start) throws ShellLost, InterruptedException {
    Machine machine = stage.machine();
    Duration limit = stage.scale(scenario.limit());
    long began = System.nanoTime();
    long deadline = began + limit.toNanos();
    long done = 0;
    stage.progress().begin("churning tasks");
    while (done < scenario.deletes() && !stage.splatted()) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (left.isNegative()) {
        break;
      }
      Churn round =
          Churn.run(
              machine, scenario.mode(), Math.min(ROUND, scenario.deletes() - done + 100), left);
      tasks += round.tasks();
      churnError = churnError.isEmpty() ? round.error() : churnError;
      done = Counts.read(machine).since(start).total();
      stage.progress().advance(done, scenario.deletes(), "deletes");
      if (round.tasks() == 0) {
        break; // nothing more will come of it; the evidence says why
      }
    }
    churnMillis = (System.nanoTime() - began) / 1_000_000;
  }

  /** What the BPF program recorded in ops.exit; empty while it has not been called. */
  private static String exitDump(Stage stage) throws ShellLost, InterruptedException {
    ShellResult dump =
        stage
            .machine()
            .shell()
            .run(stage.scale(Stage.STEP), "bpftool", "-j", "map", "dump", "name", "nosplat_exit");
    return dump.ok() ? dump.out() : "";
  }

  private static void awaitDisabled(Stage stage) throws ShellLost, InterruptedException {
    long deadline = System.nanoTime() + stage.scale(Stage.STEP).toNanos();
    String state;
    do {
      state = GuestFacts.read(stage.machine()).get("scx.state");
    } while (!state.equals("disabled") && System.nanoTime() < deadline);
  }

  /** bpftool pins a map's link under the map's name, which the kernel cuts to 15 characters. */
  private String pinName() {
    String name = scenario.ops();
    return name.substring(0, Math.min(15, name.length()));
  }

  @Override
  public List<Requirement> evidence(List<Splat> splats) {
    List<Requirement> all =
        new ArrayList<>(
            List.of(
                schedulerEnabled(),
                new Requirement(
                    Requirement.Kind.WORKLOAD,
                    "enable_seq",
                    "unchanged from enabling to the end of the churn",
                    enabled.get("scx.enable_seq") + " -> " + ended.get("scx.enable_seq"),
                    !enabled.get("scx.enable_seq").equals(GuestFacts.NOT_OBSERVED)
                        && enabled.get("scx.enable_seq").equals(ended.get("scx.enable_seq"))),
                new Requirement(
                    Requirement.Kind.WORKLOAD,
                    "tasks churned",
                    "at least 1, without errors",
                    tasks + (churnError.isEmpty() ? "" : ", first error: " + churnError),
                    tasks > 0 && churnError.isEmpty()),
                new Requirement(
                    Requirement.Kind.WORKLOAD,
                    "deletes",
                    "at least " + scenario.deletes(),
                    counts.total()
                        + (counts.failed() > 0 ? ", " + counts.failed() + " failed" : ""),
                    counts.total() >= scenario.deletes()),
                new Requirement(
                    Requirement.Kind.WORKLOAD,
                    "deletes per CPU",
                    "on at least two CPUs",
                    counts.byCpu(),
                    counts.deletes().size() >= 2)));
    outside.ifPresent(view -> all.addAll(view.evidence(tasks, ended.get("scx.enable_seq"))));
    return all;
  }

  private Requirement schedulerEnabled() {
    boolean held =
        enabled.get("scx.state").equals("enabled")
            && ended.get("scx.state").equals("enabled")
            && enabled.get("scx.ops").equals(scenario.ops())
            && ended.get("scx.ops").equals(scenario.ops());
    String observed =
        enabled.get("scx.state") + " " + enabled.get("scx.ops") + " -> " + ended.get("scx.state");
    return new Requirement(
        Requirement.Kind.WORKLOAD,
        "scheduler",
        scenario.ops() + " enabled throughout",
        observed,
        held);
  }

  @Override
  public String account() {
    return tasks + " tasks churned in " + churnMillis + " ms";
  }

  @Override
  public Map<String, Long> counts() {
    return Map.of(
        "tasks",
        tasks,
        "churnMillis",
        churnMillis,
        "deletes",
        counts.total(),
        "failedDeletes",
        counts.failed());
  }

  @Override
  public boolean expects(Splat splat) {
    return false;
  }

  @Override
  public String during(Splat splat) {
    return "";
  }

  @Override
  public String ejection() {
    return exit.ejection();
  }

  @Override
  public List<String> failures() {
    return List.of();
  }
}
