// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.BootFailed;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.scenario.Interlude;
import dev.nosplat.engine.scenario.ScenarioResult;
import dev.nosplat.engine.scenario.ScenarioRun;
import dev.nosplat.engine.verdict.Findings;
import dev.nosplat.engine.verdict.Judge;
import dev.nosplat.record.Evidence;
import dev.nosplat.record.KnownIssues;
import dev.nosplat.record.MachineFacts;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.Subject;
import dev.nosplat.record.UnreadableRecord;
import dev.nosplat.record.Verdict;
import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The checker that builds and boots for real. */
public final class KernelChecker implements Checker {
  private final Engine engine;

  /** A checker on this engine. */
  public KernelChecker(Engine engine) {
    this.engine = engine;
  }

  @Override
  public RunRecord check(CheckPlan plan, Progress progress) throws InterruptedException {
    return check(plan, Interlude.NONE, progress);
  }

  /** The same, with something that happens on the machine before the scenario's own workload. */
  public RunRecord check(CheckPlan plan, Interlude interlude, Progress progress)
      throws InterruptedException {
    Settings settings = engine.settings();
    KnownIssues known = plan.knownIssues().map(KernelChecker::known).orElse(KnownIssues.NONE);
    Timeline timeline = new Timeline(settings.clock());
    RunDirectory directory =
        RunDirectory.make(settings.home().runs(), timeline.began(), engine.nonce().substring(0, 6));
    Draft draft = new Draft(plan, known, directory, timeline);
    boolean kept = false;
    try {
      RunRecord record = run(plan, interlude, draft, progress);
      save(record);
      kept = true;
      return record;
    } finally {
      if (!kept) {
        discard(directory); // bad input or an interrupt: there is no run to look at
      }
    }
  }

  @Override
  public void prepare(CheckPlan plan, Progress progress) throws InterruptedException {
    Settings settings = engine.settings();
    Timeline timeline = new Timeline(settings.clock());
    RunDirectory directory =
        RunDirectory.make(settings.home().runs(), timeline.began(), engine.nonce().substring(0, 6));
    try {
      engine.prepare(plan, directory, timeline, progress);
    } finally {
      discard(directory); // nothing ran; the kernel is in the store
    }
  }

  private RunRecord run(CheckPlan plan, Interlude interlude, Draft draft, Progress progress)
      throws InterruptedException {
    try {
      Prepared prepared = engine.prepare(plan, draft.directory, draft.timeline, progress);
      draft.subject = prepared.subject();
      return runMachine(plan, prepared, interlude, draft, progress);
    } catch (BadInput e) {
      throw e;
    } catch (BuildFailed e) {
      draft.timeline.done("build", "failed");
      return draft.failed(Outcome.BUILD_FAILED, e);
    } catch (BootFailed e) {
      draft.timeline.done("boot", "failed");
      draft.splats = scan(draft.directory.file(RunDirectory.CONSOLE));
      return draft.failed(Outcome.BOOT_FAILED, e);
    } catch (InfraFailed e) {
      if (interrupted(e)) {
        throw new InterruptedException("the run was asked to stop");
      }
      return draft.failed(Outcome.INFRA_FAILED, e);
    }
  }

  private RunRecord runMachine(
      CheckPlan plan, Prepared prepared, Interlude interlude, Draft draft, Progress progress)
      throws InterruptedException {
    progress.begin("booting " + prepared.kernel().release());
    try (Machine machine = engine.start(prepared, plan, draft.directory.path(), progress)) {
      draft.machine =
          Optional.of(
              new MachineFacts(
                  machine.spec().accelerator().label(),
                  plan.shape().cpus(),
                  plan.shape().memoryMiB(),
                  "initramfs",
                  machine.origin().label(),
                  machine.qemuVersion()));
      draft.timeline.done(
          machine.origin().restored() ? "restore" : "boot",
          "SSH answered " + machine.times().startToSsh() + " ms after QEMU's start");
      ScenarioResult result =
          new ScenarioRun(prepared.scenario(), machine, prepared.program(), engine::nonce, progress)
              .run(plan.canary(), interlude);
      draft.timeline.done(
          "scenario", result.tasks() + " tasks churned in " + result.churnMillis() + " ms");
      List<Splat> splats = new ArrayList<>(machine.console().splats());
      result.canary().ifPresent(splats::remove);
      Verdict verdict =
          Judge.judge(
              new Findings(
                  splats,
                  draft.known.match(splats, today()).known(),
                  result.evidence(),
                  machine.state(),
                  machine.reason(),
                  result.ejection(),
                  result.trouble(),
                  result.troubleEvidence(),
                  machine.console().tail()));
      draft.splats = splats;
      draft.canary = result.canary();
      draft.evidence = result.evidence();
      return draft.record(verdict);
    }
  }

  /** Whether something failed only because the run was asked to stop. */
  private static boolean interrupted(Throwable failure) {
    boolean found = Thread.currentThread().isInterrupted();
    for (Throwable cause = failure; cause != null && !found; cause = cause.getCause()) {
      found = cause instanceof InterruptedException;
    }
    return found;
  }

  private LocalDate today() {
    return LocalDate.ofInstant(engine.settings().clock().instant(), ZoneOffset.UTC);
  }

  private static KnownIssues known(Path file) {
    try {
      return KnownIssues.parse(Files.readString(file), file.toString());
    } catch (UnreadableRecord e) {
      throw new BadInput(
          "the known-issues file cannot be used",
          List.of(String.valueOf(e.getMessage())),
          "see docs/scan.md for what an entry holds",
          e);
    } catch (IOException e) {
      throw new BadInput(
          "the known-issues file " + file + " cannot be read",
          List.of(String.valueOf(e.getMessage())),
          "give the path of a YAML file",
          e);
    }
  }

  private static void save(RunRecord record) {
    try {
      RunRecordJson.save(record);
      RunRecordJson.saveVerdict(record);
    } catch (IOException e) {
      throw new UncheckedIOException("writing the record of " + record.directory(), e);
    }
  }

  private static List<Splat> scan(Path console) {
    List<Splat> found = new ArrayList<>();
    SplatReader reader = new SplatReader(found::add);
    if (Files.exists(console)) {
      byte[] buffer = new byte[1 << 16];
      try (InputStream in = Files.newInputStream(console)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          reader.accept(buffer, 0, n);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + console, e);
      }
    }
    reader.finish();
    return found;
  }

  private static void discard(RunDirectory directory) {
    try {
      dev.nosplat.engine.artifact.Store.deleteTree(directory.path());
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + directory.path(), e);
    }
  }

  /** A record as it fills. */
  private static final class Draft {
    private final CheckPlan plan;
    private final KnownIssues known;
    private final RunDirectory directory;
    private final Timeline timeline;
    private Subject subject;
    private Optional<MachineFacts> machine = Optional.empty();
    private Evidence evidence = new Evidence(List.of());
    private List<Splat> splats = List.of();
    private Optional<Splat> canary = Optional.empty();

    Draft(CheckPlan plan, KnownIssues known, RunDirectory directory, Timeline timeline) {
      this.plan = plan;
      this.known = known;
      this.directory = directory;
      this.timeline = timeline;
      this.subject = new Subject(plan.tree(), "", "", List.of(), "", plan.fragments(), "", "");
    }

    RunRecord failed(Outcome outcome, Problem problem) {
      return record(new Verdict(outcome, problem.what(), problem.evidence(), problem.advice()));
    }

    RunRecord record(Verdict verdict) {
      return new RunRecord(
          RunRecord.FORMAT,
          directory.id(),
          timeline.began(),
          timeline.elapsedMillis(),
          plan.scenario(),
          subject,
          machine,
          timeline.phases(),
          evidence,
          splats,
          canary,
          verdict,
          directory.artifacts(),
          directory.path());
    }
  }
}
