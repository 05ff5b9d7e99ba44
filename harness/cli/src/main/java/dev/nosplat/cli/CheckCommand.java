// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.bisect.BisectExit;
import dev.nosplat.engine.bisect.Target;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.gate.Control;
import dev.nosplat.engine.gate.ControlCheck;
import dev.nosplat.engine.gate.RunMemory;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.scenario.Scenario;
import dev.nosplat.record.Cause;
import dev.nosplat.record.ControlRun;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.record.Verdict;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nosplat check}: one tree, one series, one verdict. */
@Command(
    name = "check",
    description = "Build, boot and stress a kernel; say whether it has a bug.",
    footer = {
      "",
      "Inside a kernel tree, --tree and --patch may be left out:",
      "",
      "  nosplat check                  HEAD of this tree",
      "  nosplat check my.patch         with a patch",
      "  nosplat check HEAD~3..         the last three commits",
      "  nosplat check --tree v7.2 -    a patch from standard input, on a tag",
      "",
      "A tree is a directory, DIRECTORY@REV, a revision of the repository here, git+URL@REV, an archive or its https URL, debian:7.2, debian:newest or debian:oldest-7."
    })
final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private PlanOptions options = new PlanOptions();

  @Parameters(
      paramLabel = "PATCH",
      arity = "0..*",
      description =
          "Patches, as with --patch: files, directories, commits or ranges such as HEAD~3..")
  private List<Path> inputs = new ArrayList<>();

  @Option(
      names = "--control",
      description =
          "First plant the scenario's own bug on the tree without the patches, and believe nothing"
              + " unless its splat is seen.")
  private boolean control;

  @Mixin private ParanoidOption paranoid = new ParanoidOption();

  @Option(
      names = "--fresh-boot",
      description = "Boot the machine, even where a snapshot of this kernel could be restored.")
  private boolean freshBoot;

  @Option(names = "--range-diff", description = RangeDiffText.DESCRIPTION)
  private boolean rangeDiff;

  @Option(names = "--json", description = "Print the run record as one JSON document.")
  private boolean json;

  @Option(
      names = "--bisect-exit",
      description = "Exit as git bisect run wants: 0 good, 1 bad, 125 skip, 128 abort.")
  private boolean bisectExit;

  @Mixin private ReportOptions reports = new ReportOptions();

  @Option(
      names = "--signature",
      paramLabel = "SIG",
      description = "With --bisect-exit: only this splat is bad, any other failure is a skip.")
  private Optional<String> signature = Optional.empty();

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = paranoid.settings();
    reports.requirePlaces(settings.environment());
    CheckPlan plan = new PlanTree(settings).located(options.plan(inputs));
    Progress progress = terminal.progress(settings.clock());
    Kept kept;
    try (Scratch scratch = new Scratch();
        Engine engine = Engine.open(settings)) {
      CheckPlan asked = freshBoot ? plan.onFreshBoot() : plan;
      CheckPlan base = engine.asTrustedHere(asked);
      if (!base.patches().isEmpty() && base.untrusted().isEmpty()) {
        progress.say(
            "note: you vouch for this patch: its build shares your compiler cache with later"
                + " builds (nosplat gate keeps it apart)");
      }
      List<CheckPlan> each = options.eachScenario(base, settings.directory(), scratch);
      if (each.size() == 1) {
        Optional<ControlRun> planted = planted(engine, asked, each.get(0), progress);
        if (planted.filter(CheckCommand::unseen).isPresent()) {
          return unproved(planted.get());
        }
        kept = Kept.of(new KernelChecker(engine).check(each.get(0), progress));
      } else {
        kept = Kept.of(all(engine, asked, each, progress));
      }
    }
    PrintStream beside = json ? terminal.err() : terminal.out();
    terminal.out().print(json ? kept.json() + "\n" : terminal.text(kept));
    if (rangeDiff) {
      beside.print(RangeDiffText.of(kept));
    }
    reports.write(kept, commands -> terminal.annotate(commands, beside), settings.environment());
    return bisectExit ? bisectExit(kept) : kept.verdict().outcome().exitCode();
  }

  /** Of several scenarios the one that decides is what git is told of. */
  private int bisectExit(Kept kept) {
    Target target = signature.map(Target::signature).orElseGet(Target::learnt);
    return kept.<Integer>as(
        run -> BisectExit.of(run, target).code(),
        gate -> BisectExit.SKIP.code(),
        scenarios ->
            ScenarioSet.decisive(scenarios.parts())
                .run()
                .map(run -> BisectExit.of(run, target))
                .orElse(BisectExit.SKIP)
                .code());
  }

  private ScenarioSet all(Engine engine, CheckPlan asked, List<CheckPlan> plans, Progress progress)
      throws InterruptedException {
    ScenarioParts parts = new ScenarioParts(engine.settings());
    for (CheckPlan plan : plans) {
      String name = Scenario.recorded(plan.scenario(), engine.settings().directory());
      progress.say("scenario " + name);
      Optional<ControlRun> planted = planted(engine, asked, plan, progress);
      if (planted.filter(CheckCommand::unseen).isPresent()) {
        parts.add(
            new ScenarioSet.Part(
                name, blind(planted.get()), planted, Optional.empty(), Optional.empty()));
      } else {
        parts.add(ScenarioSet.Part.of(planted, new KernelChecker(engine).check(plan, progress)));
      }
    }
    return parts.save(plans.get(0).tree(), engine.nonce());
  }

  /**
   * Plants the scenario's bug on the tree without the patches, where that was asked for.
   *
   * @param asked the plan as it is where nobody has to vouch for patches
   */
  private Optional<ControlRun> planted(
      Engine engine, CheckPlan asked, CheckPlan plan, Progress progress)
      throws InterruptedException {
    if (!control) {
      return Optional.empty();
    }
    CheckPlan bare =
        asked.running(plan.scenario()).withFragments(plan.fragments()).withPatches(List.of());
    ControlRun planted =
        new ControlCheck(new KernelChecker(engine), RunMemory.none())
            .run(bare, Control.of(plan.scenario(), engine.settings().directory()), progress);
    if (!unseen(planted)) {
      progress.say(planted.note());
    }
    return Optional.of(planted);
  }

  private static boolean unseen(ControlRun planted) {
    return planted.state() != ControlRun.State.SEEN;
  }

  private static Verdict blind(ControlRun planted) {
    return new Verdict(
        Outcome.INCONCLUSIVE,
        Cause.CONTROL_NOT_SEEN,
        "the control was not seen, so a silent run would prove nothing",
        List.of(planted.note()),
        "see why the planted bug stays silent on this tree, or leave --control out");
  }

  private int unproved(ControlRun planted) {
    Verdict verdict = blind(planted);
    String text =
        planted
            .run()
            .map(
                r ->
                    json
                        ? RunRecordJson.writeLine(r.withVerdict(verdict)) + "\n"
                        : report(r.withVerdict(verdict)))
            .orElseGet(
                () ->
                    json
                        ? RunRecordJson.verdictLine(verdict) + "\n"
                        : "INCONCLUSIVE  " + verdict.reason() + "\n  " + planted.note() + "\n");
    terminal.out().print(text);
    return bisectExit ? BisectExit.SKIP.code() : Outcome.INCONCLUSIVE.exitCode();
  }

  private String report(RunRecord record) {
    return terminal.report().of(record);
  }
}
