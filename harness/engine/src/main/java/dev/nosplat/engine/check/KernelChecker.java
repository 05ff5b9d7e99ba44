// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.cache.Cache;
import dev.nosplat.engine.cache.Limits;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.machine.Acceleration;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.BootFailed;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.scenario.Interlude;
import dev.nosplat.engine.scenario.Scenario;
import dev.nosplat.engine.scenario.ScenarioResult;
import dev.nosplat.engine.verdict.Findings;
import dev.nosplat.engine.verdict.InstrumentRule;
import dev.nosplat.engine.verdict.Judge;
import dev.nosplat.engine.verdict.ReachEvidence;
import dev.nosplat.record.Cause;
import dev.nosplat.record.Evidence;
import dev.nosplat.record.KnownIssues;
import dev.nosplat.record.MachineFacts;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Reach;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.Subject;
import dev.nosplat.record.Sweep;
import dev.nosplat.record.Verdict;
import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    return check(
        plan,
        interlude,
        (draft, p) -> engine.prepare(plan, draft.directory, draft.timeline, draft::about, p),
        progress);
  }

  /** An earlier run once more, with its own kernel where the store has that. */
  public RunRecord check(Replay replay, Progress progress) throws InterruptedException {
    return check(
        replay.plan(),
        Interlude.NONE,
        (draft, p) -> engine.prepare(replay, draft.directory, draft.timeline, draft::about, p),
        progress);
  }

  /** A run whose kernel and guest are there, freshly booted. */
  public RunRecord check(ReadyRun ready, Progress progress) throws InterruptedException {
    return check(
        ready.plan().onFreshBoot(),
        Interlude.NONE,
        (draft, p) -> engine.prepare(ready, draft.directory, draft.timeline, p),
        progress);
  }

  /** Makes everything that a machine needs. */
  @FunctionalInterface
  private interface Preparation {
    Prepared prepare(Draft draft, Progress progress) throws InterruptedException;
  }

  private RunRecord check(
      CheckPlan plan, Interlude interlude, Preparation preparation, Progress progress)
      throws InterruptedException {
    Settings settings = engine.settings();
    KnownIssues known =
        plan.knownIssues()
            .map(file -> KnownIssuesFile.load(file, today()))
            .orElse(KnownIssues.NONE);
    Limits limits = Limits.of(settings.environment());
    Timeline timeline = new Timeline(settings.clock());
    RunDirectory directory =
        RunDirectory.make(settings.home().runs(), timeline.began(), engine.nonce().substring(0, 6));
    String scenario = Scenario.recorded(plan.scenario(), settings.directory());
    Draft draft = new Draft(plan, scenario, known, directory, timeline);
    boolean kept = false;
    try (Store.Use use = engine.use()) {
      KeptPlan.keep(plan, settings.directory(), directory);
      Attempt attempt = new Attempt(interlude, preparation);
      RunRecord record = run(plan, attempt, draft, progress);
      if (attempt.mayBeRepeated(record)) {
        draft = draft.again(record.verdict());
        progress.say("trying once more, because " + record.verdict().reason());
        record = run(plan, attempt, draft, progress);
      }
      save(record);
      kept = true;
      tidy(limits, progress);
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
    try (Store.Use use = engine.use()) {
      engine.prepare(plan, directory, timeline, progress);
    } finally {
      engine.tellDamage(progress);
      discard(directory); // nothing ran; the kernel is in the store
    }
  }

  @Override
  public boolean applies(CheckPlan plan, Progress progress) throws InterruptedException {
    return engine.applies(plan, progress);
  }

  private RunRecord run(CheckPlan plan, Attempt attempt, Draft draft, Progress progress)
      throws InterruptedException {
    try {
      Prepared prepared;
      try {
        prepared = attempt.preparation.prepare(draft, progress);
      } finally {
        engine.tellDamage(progress);
      }
      draft.about(prepared.subject());
      KeptPlan.read(draft.directory.path()).withGuest(prepared.image().key(), draft.directory);
      return runMachine(plan, prepared, attempt, draft, progress);
    } catch (BadInput e) {
      throw e;
    } catch (BuildFailed e) {
      draft.timeline.done("build", "failed");
      return draft.failed(Outcome.BUILD_FAILED, Cause.BUILD, e);
    } catch (BootFailed e) {
      draft.timeline.done("boot", "failed");
      draft.splats = scan(draft.directory.file(RunDirectory.CONSOLE));
      return draft.failed(Outcome.BOOT_FAILED, Cause.BOOT, e);
    } catch (InfraFailed e) {
      if (interrupted(e)) {
        throw new InterruptedException("the run was asked to stop");
      }
      attempt.lasting = e.lasting();
      return draft.failed(Outcome.INFRA_FAILED, Cause.INFRASTRUCTURE, e);
    } catch (UncheckedIOException e) {
      attempt.lasting = true;
      return draft.failed(Outcome.INFRA_FAILED, Cause.INFRASTRUCTURE, InfraFailed.file(e));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      if (attempt.threw) {
        throw e; // a test's own failure
      }
      if (interrupted(e)) {
        throw new InterruptedException("the run was asked to stop");
      }
      attempt.lasting = true;
      draft.directory.write(RunDirectory.FAILURE, trace(e));
      return draft.failed(Outcome.INFRA_FAILED, Cause.INFRASTRUCTURE, InfraFailed.unexpected(e));
    }
  }

  private RunRecord runMachine(
      CheckPlan plan, Prepared prepared, Attempt attempt, Draft draft, Progress progress)
      throws InterruptedException {
    Acceleration acceleration = engine.accelerate(prepared, plan.shape(), progress);
    MachineRun run =
        new ScenarioMachines(
                engine, plan, acceleration.accelerator(), draft.directory, draft.timeline)
            .run(
                prepared,
                machine -> draft.machine = Optional.of(facts(acceleration, plan.shape(), machine)),
                attempt,
                progress);
    ScenarioResult result = run.result();
    InstrumentRule rule =
        engine.settings().ci() ? plan.instrument().whereNobodyLooks() : plan.instrument();
    List<Splat> splats = result.splats();
    draft.reach = engine.reach(prepared, result.counters(), progress);
    Evidence evidence = with(result.evidence().and(prepared.instrument().apply(rule)), draft.reach);
    Verdict verdict =
        Judge.judge(
            new Findings(
                splats,
                result.during(),
                draft.known.match(splats, today()).known(),
                evidence,
                run.state(),
                run.reason(),
                result.ejection(),
                result.failures(),
                result.trouble(),
                result.troubleEvidence(),
                run.tail(),
                run.starved()));
    attempt.lasting = run.unwritten();
    draft.splats = engine.locate(splats, prepared, draft.directory, progress);
    if (!splats.isEmpty()) {
      draft.timeline.done("symbols", "the frames' places in the source");
    }
    draft.canary = result.canary();
    draft.counts = result.counts();
    draft.sweep = result.sweep();
    draft.evidence = evidence;
    return draft.record(verdict);
  }

  private static MachineFacts facts(
      Acceleration acceleration, CheckPlan.Shape shape, Machine machine)
      throws InterruptedException {
    return new MachineFacts(
        acceleration.accelerator().recorded(),
        acceleration.whyEmulated(),
        shape.cpus(),
        shape.memoryMiB(),
        shape.root().label(),
        machine.origin().restored() ? MachineFacts.Origin.SNAPSHOT : MachineFacts.Origin.BOOT,
        machine.origin().whyBooted(),
        machine.qemuVersion());
  }

  private static byte[] trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Keeps cache and runs within their limits; whatever it meets, the run has its verdict. */
  private void tidy(Limits limits, Progress progress) {
    Settings settings = engine.settings();
    new Cache(settings.home().cache(), settings.home().runs(), settings.clock())
        .tidy(limits)
        .ifPresent(pruned -> pruned.sentences().forEach(progress::say));
  }

  private static Evidence with(Evidence evidence, Optional<Reach> reach) {
    List<Requirement> all = new ArrayList<>(evidence.requirements());
    reach.ifPresent(r -> all.addAll(ReachEvidence.rows(r)));
    return new Evidence(all);
  }

  /** Whether something failed only because the run was asked to stop. */
  static boolean interrupted(Throwable failure) {
    boolean found = Thread.currentThread().isInterrupted();
    for (Throwable cause = failure; cause != null && !found; cause = cause.getCause()) {
      found = cause instanceof InterruptedException;
    }
    return found;
  }

  private LocalDate today() {
    return LocalDate.ofInstant(engine.settings().clock().instant(), ZoneOffset.UTC);
  }

  private static void save(RunRecord record) {
    try {
      RunRecordJson.save(record);
      RunRecordJson.saveVerdict(record);
    } catch (IOException e) {
      List<String> evidence = new ArrayList<>(List.of(String.valueOf(e)));
      evidence.add(
          "the verdict was " + record.verdict().outcome() + ": " + record.verdict().reason());
      throw new InfraFailed(
          "the record of the run cannot be written to " + record.directory(),
          evidence,
          "make room on that disk, or set NOSPLAT_DIR to a directory on another one; then run"
              + " again",
          e);
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
      Trees.delete(directory.path());
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + directory.path(), e);
    }
  }

  /** What decides whether a run that we spoilt is done once more. */
  private static final class Attempt implements Interlude {
    private final Interlude interlude;
    private final Preparation preparation;
    private boolean used;
    private boolean threw;
    private boolean lasting;

    Attempt(Interlude interlude, Preparation preparation) {
      this.interlude = interlude;
      this.preparation = preparation;
    }

    @Override
    public void on(Machine machine) throws InterruptedException {
      used |= interlude != Interlude.NONE;
      threw = true;
      interlude.on(machine);
      threw = false;
    }

    /** Nothing was judged, the cause may have passed, and nobody's tests have run on it. */
    boolean mayBeRepeated(RunRecord record) {
      return record.verdict().outcome() == Outcome.INFRA_FAILED && !lasting && !used;
    }
  }

  /** A record as it fills. */
  private static final class Draft {
    private final CheckPlan plan;
    private final String scenario;
    private final KnownIssues known;
    private final RunDirectory directory;
    private final Timeline timeline;
    private Subject subject;
    private Optional<MachineFacts> machine = Optional.empty();
    private Evidence evidence = new Evidence(List.of());
    private List<Splat> splats = List.of();
    private Optional<Splat> canary = Optional.empty();
    private Map<String, Long> counts = Map.of();
    private Optional<Reach> reach = Optional.empty();
    private Optional<Sweep> sweep = Optional.empty();

    Draft(
        CheckPlan plan,
        String scenario,
        KnownIssues known,
        RunDirectory directory,
        Timeline timeline) {
      this.plan = plan;
      this.scenario = scenario;
      this.known = known;
      this.directory = directory;
      this.timeline = timeline;
      this.subject = new Subject(plan.tree(), "", "", List.of(), "", plan.allFragments(), "", "");
    }

    /** What will be judged, as far as it is known. */
    void about(Subject known) {
      subject = known;
    }

    /** The same run once more; what the machine that was lost has said is kept beside it. */
    Draft again(Verdict lost) {
      directory.keepAside(RunDirectory.CONSOLE);
      timeline.done("lost", lost.reason());
      return new Draft(plan, scenario, known, directory, timeline);
    }

    RunRecord failed(Outcome outcome, Cause cause, Problem problem) {
      return record(
          new Verdict(outcome, cause, problem.what(), problem.evidence(), problem.advice()));
    }

    RunRecord record(Verdict verdict) {
      return new RunRecord(
          RunRecord.FORMAT,
          directory.id(),
          timeline.began(),
          timeline.elapsedMillis(),
          scenario,
          subject,
          machine,
          timeline.phases(),
          evidence,
          splats,
          canary,
          counts,
          reach,
          sweep,
          verdict,
          directory.artifacts(),
          directory.path());
    }
  }
}
