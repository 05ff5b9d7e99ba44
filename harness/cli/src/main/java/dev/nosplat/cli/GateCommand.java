// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.KnownIssuesFile;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.gate.BuildsAhead;
import dev.nosplat.engine.gate.Control;
import dev.nosplat.engine.gate.Gate;
import dev.nosplat.engine.gate.GatePlan;
import dev.nosplat.engine.gate.PatchedSource;
import dev.nosplat.engine.gate.Repetition;
import dev.nosplat.engine.gate.SeriesChanges;
import dev.nosplat.engine.gate.StoredRuns;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.scenario.Scenario;
import dev.nosplat.engine.series.PatchSeries;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.GateRecordJson;
import dev.nosplat.record.KnownIssues;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nosplat gate}: does this series make this tree worse? */
@Command(
    name = "gate",
    description = "Compare a tree with and without a series; fail only on new bugs.",
    footer = {
      "",
      "The base runs first and is remembered; only splats that it does not show fail a series.",
      "",
      "Example: nosplat gate HEAD~3.. --each-commit --control"
    })
final class GateCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /** Bounds a repetition that only a time or a failure ends. */
  private static final int MANY = 100_000;

  private final Terminal terminal;

  @Mixin private PlanOptions options = new PlanOptions();

  @Parameters(
      paramLabel = "PATCH",
      arity = "0..*",
      description =
          "Patches, as with --patch: files, directories, commits or ranges such as HEAD~3..")
  private List<Path> inputs = new ArrayList<>();

  @Option(
      names = "--base-patch",
      paramLabel = "FILE",
      description = "A patch for both sides, such as the fix of a known issue; repeatable.")
  private List<Path> basePatches = new ArrayList<>();

  @Option(names = "--each-commit", description = "Judge every commit of the series, in order.")
  private boolean eachCommit;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Run each point of the series N times, on fresh boots.")
  private Optional<Integer> repeat = Optional.empty();

  @Option(
      names = "--time",
      paramLabel = "MINUTES",
      description = "Repeat each point of the series for this long.")
  private Optional<Integer> minutes = Optional.empty();

  @Option(
      names = "--until-failure",
      description = "Stop repeating at the first failure; needs --repeat or --time.")
  private boolean untilFailure;

  @Option(
      names = "--base-runs",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "The most runs of the base that a rare splat may cost before it is called new"
              + " (default: ${DEFAULT-VALUE}).")
  private int baseRuns = GatePlan.DEFAULT_BASE_RUNS;

  @Option(
      names = "--control",
      negatable = true,
      fallbackValue = "true",
      description =
          "First plant a known bug on the base and believe no pass unless its splat is seen"
              + " (default: where the environment says CI).")
  private Optional<Boolean> control = Optional.empty();

  @Option(
      names = "--waive-control",
      paramLabel = "REASON",
      description = "Accept that the control cannot be planted on this tree, for this reason.")
  private Optional<String> waiver = Optional.empty();

  @Mixin private ParanoidOption paranoid = new ParanoidOption();

  @Option(
      names = "--sensitivity",
      paramLabel = "N",
      description =
          "When the series passes: plant N faults beside its changed lines, one at a time, and say"
              + " how many of them would have been caught.")
  private int sensitivity;

  @Option(names = "--range-diff", description = RangeDiffText.DESCRIPTION)
  private boolean rangeDiff;

  @Option(
      names = "--stop-early",
      description = "With --profile all: run no further profile once the series has failed.")
  private boolean stopEarly;

  @Option(names = "--json", description = "Print the gate record as one JSON document.")
  private boolean json;

  @Mixin private ReportOptions reports = new ReportOptions();

  GateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Repetition repetition = repetition();
    Settings settings = paranoid.settings();
    reports.requirePlaces(settings.environment());
    List<CheckPlan> given = options.plans(inputs);
    if (given.get(0).patches().isEmpty()) {
      throw new BadInput(
          "There is no series to judge.",
          List.of(),
          "Name its patches; nosplat check runs a tree without any.");
    }
    PrintStream beside = json ? terminal.err() : terminal.out();
    Kept decisive;
    try (Scratch scratch = new Scratch()) {
      PlanTree trees = new PlanTree(settings);
      List<List<CheckPlan>> plans = new ArrayList<>();
      for (CheckPlan plan : given) {
        CheckPlan located = unattended(trees.located(plan));
        plans.add(options.eachScenario(located, settings.directory(), scratch));
      }
      decisive = judge(plans, repetition, settings, beside);
    }
    reports.write(
        decisive, commands -> terminal.annotate(commands, beside), settings.environment());
    return decisive.verdict().outcome().exitCode();
  }

  /** Gates under each profile and with each scenario; gives what decides. */
  private Kept judge(
      List<List<CheckPlan>> plans, Repetition repetition, Settings settings, PrintStream beside)
      throws InterruptedException {
    Progress progress = terminal.progress(settings.clock());
    try (Engine engine = Engine.open(settings)) {
      ProfileSweep sweep = sweep(engine, plans, progress);
      for (ProfileSweep.Step step : sweep.steps()) {
        Kept kept = gates(engine, step.plans(), repetition, progress);
        sweep.add(kept);
        terminal.out().print(json ? kept.json() + "\n" : terminal.text(kept));
        if (rangeDiff) {
          beside.print(RangeDiffText.of(kept));
        }
        if (stopEarly && sweep.failed()) {
          break;
        }
      }
      if (plans.size() > 1) {
        beside.print("\n" + sweep.table());
      }
      return sweep.decisive();
    }
  }

  private ProfileSweep sweep(Engine engine, List<List<CheckPlan>> plans, Progress progress)
      throws InterruptedException {
    if (plans.size() == 1) {
      return new ProfileSweep(List.of(new ProfileSweep.Step(plans.get(0), false)));
    }
    List<ProfileSweep.Step> steps = new ArrayList<>();
    for (List<CheckPlan> each : plans) {
      CheckPlan base = each.get(0).withPatches(basePatches).withChosenPatches().onFreshBoot();
      steps.add(new ProfileSweep.Step(each, engine.built(base, progress)));
    }
    ProfileSweep sweep = new ProfileSweep(steps);
    sweep
        .estimate(new KeptRuns(engine.settings().home().runs()).slowest("build"))
        .forEach(progress::say);
    return sweep;
  }

  /** A gate for each scenario, all of them on the same two kernels. */
  private Kept gates(Engine engine, List<CheckPlan> plans, Repetition repetition, Progress progress)
      throws InterruptedException {
    String untrusted = "gate-" + engine.nonce();
    if (plans.size() == 1) {
      return Kept.of(gate(engine, plans.get(0), untrusted, repetition, progress));
    }
    ScenarioParts parts = new ScenarioParts(engine.settings());
    for (CheckPlan plan : plans) {
      String name = Scenario.recorded(plan.scenario(), engine.settings().directory());
      progress.say("scenario " + name);
      GateRecord record = gate(engine, plan, untrusted, repetition, progress);
      parts.add(ScenarioSet.Part.of(name, record));
    }
    return Kept.of(parts.save(plans.get(0).tree(), engine.nonce()));
  }

  /**
   * One gate.
   *
   * @param untrusted the word that the series' builds share
   */
  private GateRecord gate(
      Engine engine, CheckPlan asked, String untrusted, Repetition repetition, Progress progress)
      throws InterruptedException {
    Settings settings = engine.settings();
    CheckPlan base = asked.withPatches(basePatches).withChosenPatches();
    PatchSeries series = engine.read(asked);
    Path directory = directory(settings, engine.nonce());
    GatePlan plan =
        new GatePlan(
            base,
            SeriesChanges.of(base, series, eachCommit, untrusted, directory.resolve("series")),
            repetition,
            baseRuns,
            wantsControl(settings.environment())
                ? Optional.of(Control.of(asked.scenario(), settings.directory()))
                : Optional.empty(),
            waiver,
            sensitivity);
    StoredRuns memory =
        new StoredRuns(
            settings.home().cache().resolve("known-runs"), p -> engine.runKey(p, progress));
    KernelChecker kernels = new KernelChecker(engine);
    PatchedSource source = (p, path) -> engine.lines(p, path, progress);
    try (BuildsAhead ahead = new BuildsAhead(kernels, plan.changes())) {
      boolean fits = BuildsAhead.fits(Runtime.getRuntime().availableProcessors(), base);
      GateRecord record =
          new Gate(fits ? ahead : kernels, memory, known(asked, settings), source, settings.clock())
              .run(plan, directory, progress);
      save(record);
      return record;
    }
  }

  /** A gate's pass lets something through, whoever started it. */
  private static CheckPlan unattended(CheckPlan plan) {
    return plan.under(plan.instrument().whereNobodyLooks());
  }

  /** As asked; else in CI, where nobody looks at a pass. */
  boolean wantsControl(Map<String, String> environment) {
    return control.orElse(Settings.ci(environment));
  }

  private Repetition repetition() {
    if (untilFailure && repeat.isEmpty() && minutes.isEmpty()) {
      throw new BadInput(
          "--until-failure alone may never end.",
          List.of(),
          "Say how long at most: --repeat N, --time MINUTES, or both.");
    }
    if (repeat.orElse(1) < 1 || minutes.orElse(1) < 1 || baseRuns < 1) {
      throw new BadInput(
          "--repeat, --time and --base-runs count from 1.", List.of(), "Give a positive number.");
    }
    if (sensitivity < 0) {
      throw new BadInput(
          "--sensitivity counts faults, and %d is no number of them.".formatted(sensitivity),
          List.of(),
          "Give a positive number, for example --sensitivity 6.");
    }
    return new Repetition(
        repeat.orElse(minutes.isPresent() ? MANY : 1),
        minutes.map(Duration::ofMinutes),
        untilFailure);
  }

  /** The splats that the known-issues file accepts. */
  private static Predicate<Splat> known(CheckPlan asked, Settings settings) {
    if (asked.knownIssues().isEmpty()) {
      return splat -> false;
    }
    Path file = asked.knownIssues().get();
    LocalDate today = LocalDate.ofInstant(settings.clock().instant(), ZoneOffset.UTC);
    KnownIssues issues = KnownIssuesFile.load(file, today);
    return splat -> issues.accepting(splat, today).isPresent();
  }

  private static Path directory(Settings settings, String nonce) {
    String name = "gate-" + STAMP.format(settings.clock().instant()) + "-" + nonce.substring(0, 6);
    try {
      return Files.createDirectories(settings.home().runs().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException("making a gate directory", e);
    }
  }

  private static void save(GateRecord record) {
    try {
      GateRecordJson.save(record);
    } catch (IOException e) {
      throw new UncheckedIOException("writing the gate record", e);
    }
  }
}
