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
  private static final int ROUNDS = 2;

  /** Tasks that one call of the churn program makes at most. */
  private static final long BATCH = 2000;

  /** Rounds more, at most, where memory has grown: chance grows once, a leak each time. */
  private static final int ROUNDS_MORE = 2;

  /** Forks that have to be cancelled on each CPU. */
  private static final long LEAST_CANCELLED = 1;

  /** Forks that we try to have cancelled on each CPU. */
  private static final long WANTED_CANCELLED = 4;

  /** The mode of the churn program that cancels forks, and how many processes it kills a call. */
  private static final String KILLED = "killed";

  private static final long KILLS = 40;
  private static final int KILL_BATCHES = 24;

  /** Calls after which a kernel that has cancelled no fork at all is given up. */
  private static final int IDLE_BATCHES = 8;

  /**
   * A resilient lock may give up on a starved host (kernel/bpf/rqspinlock.c, 7.3: after 250 ms),
   * and an allocation that must not wait may fail; neither often.
   */
  private static final long TASKS_A_FAILURE = 100;

  private static final String PIN = "/sys/fs/bpf";

  private final Scenario.Churning scenario;
  private final BpfProgram program;
  private GuestFacts enabled = GuestFacts.none();
  private GuestFacts ended = GuestFacts.none();
  private Counts counts = Counts.none();
  private ExitRecord exit = ExitRecord.NONE;
  private String churnError = "";
  private Optional<OutsideView> outside = Optional.empty();
  private BpfObjects objectsBefore = BpfObjects.none();
  private Settling half = Settling.none();
  private MemoryGrowth growth = MemoryGrowth.none();
  private Teardown teardown = Teardown.none();
  private long tasks;
  private long churnMillis;
  private int cpus;

  ChurnWorkload(Scenario.Churning scenario, BpfProgram program) {
    this.scenario = scenario;
    this.program = program;
  }

  @Override
  public void carryOut(Stage stage, Interlude interlude) throws ShellLost, InterruptedException {
    Machine machine = stage.machine();
    cpus = machine.spec().cpus();
    objectsBefore = BpfObjects.read(stage);
    if (!register(stage)) {
      return;
    }
    enabled = GuestFacts.read(machine);
    interlude.on(machine);
    Counts start = Counts.read(machine);
    round(stage);
    if (!stage.splatted()) {
      half = Settling.await(stage, true);
    }
    long first = tasks;
    round(stage);
    measureGrowth(stage, first);
    counts = Counts.read(machine).since(start);
    ended = GuestFacts.read(machine);
    outside = stage.outside();
    if (outside.isPresent()) {
      outside.get().underTheScheduler();
    }
    exit = ExitRecord.parse(exitDump(stage));
    machine.shell().run(stage.scale(Stage.STEP), "rm", "-f", PIN + "/" + pinName());
    teardown = stage.splatted() ? Teardown.none() : Teardown.await(stage, objectsBefore);
  }

  /**
   * What the kernel's memory has grown by since the first round. Where that is beyond the bound of
   * so many tasks there is one more round, twice at most: pages that lists and half empty slabs
   * keep came to 304 KiB once in twenty clean runs of 7.3.4, and never twice in a row, so the bound
   * grows with the tasks and what chance took does not. A leak of every element fills half empty
   * slabs first: one of its rounds added 140 KiB only.
   */
  private void measureGrowth(Stage stage, long first) throws ShellLost, InterruptedException {
    for (int more = 0; more <= ROUNDS_MORE && !stage.splatted(); more++) {
      if (more > 0) {
        churn(stage, Counts.read(stage.machine()));
      }
      growth = new MemoryGrowth(half, Settling.await(stage, true), tasks - first);
      if (!growth.isBeyondBound()) {
        return;
      }
    }
  }

  /**
   * Half of the work, counted from where it begins, so that the second half is work too however
   * much the first one did beyond its goal.
   */
  private void round(Stage stage) throws ShellLost, InterruptedException {
    Counts start = Counts.read(stage.machine());
    if (churn(stage, start)) {
      cancelForks(stage, start);
    }
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

  /**
   * @return whether there were as many deletes; an ejected scheduler deletes no more, and what it
   *     is for cannot be done either
   */
  private boolean churn(Stage stage, Counts start) throws ShellLost, InterruptedException {
    long goal = (scenario.deletes() + ROUNDS - 1) / ROUNDS;
    Machine machine = stage.machine();
    Duration limit = stage.scale(scenario.limit());
    long began = System.nanoTime();
    long deadline = began + limit.toNanos();
    long done = 0;
    stage.progress().begin("churning tasks");
    while (done < goal && !stage.splatted()) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (left.isNegative()) {
        break;
      }
      Churn round = Churn.run(machine, scenario.mode(), Math.min(BATCH, goal - done + 100), left);
      add(round);
      long before = done;
      done = Counts.read(machine).since(start).total();
      stage.progress().advance(done, goal, "deletes");
      if (round.tasks() == 0 || done == before) {
        break; // nothing more will come of it; the evidence says why
      }
    }
    churnMillis += (System.nanoTime() - began) / 1_000_000;
    return done >= goal;
  }

  private void add(Churn round) {
    tasks += round.tasks();
    churnError = churnError.isEmpty() ? round.error() : churnError;
  }

  /** Kills processes while they make tasks until enough forks were cancelled on each CPU. */
  private void cancelForks(Stage stage, Counts start) throws ShellLost, InterruptedException {
    Machine machine = stage.machine();
    stage.progress().begin("cancelling forks");
    for (int batch = 0; batch < KILL_BATCHES && !stage.splatted(); batch++) {
      Counts since = Counts.read(machine).since(start);
      if (enoughCancelled(since, WANTED_CANCELLED / ROUNDS)
          || (batch >= IDLE_BATCHES && since.cancelled().isEmpty())) {
        return;
      }
      Churn round = Churn.run(machine, KILLED, KILLS, stage.scale(Stage.STEP));
      add(round);
    }
  }

  private boolean enoughCancelled(Counts since, long goal) {
    return since.cancelled().values().stream().filter(count -> count >= goal).count() >= cpus;
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

  /** bpftool pins a map's link under the map's name, which the kernel cuts to 15 characters. */
  private String pinName() {
    String name = scenario.ops();
    return name.substring(0, Math.min(15, name.length()));
  }

  @Override
  public List<Requirement> evidence(List<Splat> splats) {
    List<Requirement> all = new ArrayList<>();
    all.add(schedulerEnabled());
    all.add(
        work(
            "enable_seq",
            "unchanged from enabling to the end of the churn",
            enabled.get("scx.enable_seq") + " -> " + ended.get("scx.enable_seq"),
            !enabled.get("scx.enable_seq").equals(GuestFacts.NOT_OBSERVED)
                && enabled.get("scx.enable_seq").equals(ended.get("scx.enable_seq"))));
    all.add(
        work(
            "tasks churned",
            "at least 1, without errors",
            tasks + (churnError.isEmpty() ? "" : ", first error: " + churnError),
            tasks > 0 && churnError.isEmpty()));
    all.add(failedDeletes());
    all.add(
        work(
            "deletes",
            "at least " + scenario.deletes(),
            Long.toString(counts.total()),
            counts.total() >= scenario.deletes()));
    all.add(
        work(
            "deletes per CPU",
            "on at least two CPUs",
            Counts.byCpu(counts.deletes()),
            counts.deletes().size() >= 2));
    all.add(
        work(
            "forks cancelled",
            "at least " + LEAST_CANCELLED + " on each of " + cpus + " CPUs",
            Counts.byCpu(counts.cancelled()),
            enoughCancelled(counts, LEAST_CANCELLED)));
    all.add(
        work(
            "storage refused",
            "to at most 1 task in " + TASKS_A_FAILURE,
            counts.refused() + " of " + (counts.created() + counts.refused()),
            counts.created() > 0 && counts.refused() * TASKS_A_FAILURE <= counts.created()));
    all.addAll(growth.rows());
    all.add(teardown.row());
    outside.ifPresent(view -> all.addAll(view.evidence(tasks, ended.get("scx.enable_seq"))));
    return all;
  }

  private Requirement failedDeletes() {
    long all = counts.total() + counts.failed();
    boolean few = counts.failed() * TASKS_A_FAILURE <= all;
    return new Requirement(
        few ? Requirement.Kind.WORKLOAD : Requirement.Kind.DELETES_FAILED,
        "deletes that failed",
        "at most 1 in " + TASKS_A_FAILURE,
        counts.failures() + " of " + all,
        few);
  }

  private static Requirement work(String name, String expected, String observed, boolean met) {
    return new Requirement(Requirement.Kind.WORKLOAD, name, expected, observed, met);
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
        counts.failed(),
        "cancelledForks",
        counts.cancelled().values().stream().mapToLong(Long::longValue).sum(),
        "refusedStorage",
        counts.refused());
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
