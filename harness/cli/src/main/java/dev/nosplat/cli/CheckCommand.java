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
import dev.nosplat.record.Cause;
import dev.nosplat.record.ControlRun;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
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
    RunRecord record;
    try (Engine engine = Engine.open(settings)) {
      KernelChecker checker = new KernelChecker(engine);
      CheckPlan asked = freshBoot ? plan.onFreshBoot() : plan;
      CheckPlan base = engine.asTrustedHere(asked);
      if (!base.patches().isEmpty() && base.untrusted().isEmpty()) {
        progress.say(
            "note: you vouch for this patch: its build shares your compiler cache with later"
                + " builds (nosplat gate keeps it apart)");
      }
      if (control) {
        ControlRun planted =
            new ControlCheck(checker, RunMemory.none())
                .run(
                    asked.withPatches(List.of()),
                    Control.of(asked.scenario(), settings.directory()),
                    progress);
        if (planted.state() != ControlRun.State.SEEN) {
          return unproved(planted);
        }
        progress.say(planted.note());
      }
      record = checker.check(base, progress);
    }
    PrintStream beside = json ? terminal.err() : terminal.out();
    terminal.out().print(json ? RunRecordJson.writeLine(record) + "\n" : report(record));
    if (rangeDiff) {
      beside.print(RangeDiffText.of(record));
    }
    reports.write(record, commands -> terminal.annotate(commands, beside), settings.environment());
    return bisectExit
        ? BisectExit.of(record, signature.map(Target::signature).orElseGet(Target::learnt)).code()
        : record.verdict().outcome().exitCode();
  }

  private int unproved(ControlRun planted) {
    Verdict verdict =
        new Verdict(
            Outcome.INCONCLUSIVE,
            Cause.CONTROL_NOT_SEEN,
            "the control was not seen, so a silent run would prove nothing",
            List.of(planted.note()),
            "see why the planted bug stays silent on this tree, or leave --control out");
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
