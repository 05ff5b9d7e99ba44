// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.scenario.HostCommand;
import dev.nosplat.engine.scenario.ScenarioFiles;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nosplat run}: a command of the user's on a kernel, with a verdict. */
@Command(
    name = "run",
    description = "Boot a kernel, run a command in it, and judge both.",
    footer = {
      "",
      "Exit code 0 only if the command ended with 0, the kernel printed no splat, and one would have"
          + " been seen.",
      "",
      "A command with a slash is a file here, a script or a program with its libraries, and comes"
          + " along; one without is a program of the guest. It runs in an empty directory that holds"
          + " what --with names, with no input, as root.",
      "",
      "What it prints goes to standard output and standard error as it comes, the verdict to"
          + " standard error.",
      "",
      "Example: nosplat run --tree ~/linux --patch fix.patch -- ./reproducer.sh 100"
    })
final class RunCommand implements Callable<Integer> {
  private static final long MOST_SECONDS = 86_400;

  private final Terminal terminal;

  @Mixin private KernelOptions kernel = new KernelOptions();
  @Mixin private MachineOptions machine = new MachineOptions();
  @Mixin private SchedulerOption scheduler = new SchedulerOption();
  @Mixin private RuleOptions rules = new RuleOptions();
  @Mixin private ReportOptions reports = new ReportOptions();

  @Option(
      names = "--with",
      paramLabel = "FILE|DIR",
      description =
          "Bring this along too: below here it keeps its path, from elsewhere its name;"
              + " repeatable.")
  private List<Path> with = new ArrayList<>();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "600",
      description = "How long the command may take (default: ${DEFAULT-VALUE}).")
  private long seconds = 600;

  @Option(
      names = "--json",
      description =
          "Print the run record as one JSON document; what the command prints goes to standard"
              + " error then.")
  private boolean json;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "1..*",
      description = "The command and its arguments; no shell reads them.")
  private List<String> command = new ArrayList<>();

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = Settings.ofProcess().readingPatches();
    reports.requirePlaces(settings.environment());
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw new BadInput(
          "No command can be given " + seconds + " seconds.",
          List.of("--seconds takes 1 to " + MOST_SECONDS),
          "Correct that option.");
    }
    ScenarioFiles scenario =
        scheduler.over(
            HostCommand.scenario(command, with, Duration.ofSeconds(seconds), settings.directory()),
            settings.directory());
    RunRecord record = run(scenario, settings);
    terminal.err().print(json ? "" : report(record));
    if (json) {
      terminal.out().print(RunRecordJson.writeLine(record) + "\n");
    }
    reports.write(
        record, commands -> terminal.annotate(commands, terminal.err()), settings.environment());
    return record.verdict().outcome().exitCode();
  }

  private RunRecord run(ScenarioFiles scenario, Settings settings) throws InterruptedException {
    try (Scratch scratch = new Scratch();
        Engine engine = Engine.open(settings)) {
      Path archive = scratch.path().resolve(ScenarioFiles.ARCHIVE);
      Files.write(archive, scenario.archive());
      CheckPlan plan =
          new PlanTree(settings)
              .located(rules.under(kernel.plan().on(machine.shape())))
              .running(archive.toString());
      return new KernelChecker(engine)
          .check(
              engine.asTrustedHere(plan),
              terminal.commandProgress(settings.clock(), json ? terminal.err() : terminal.out()));
    } catch (IOException e) {
      throw new UncheckedIOException("keeping the command's files", e);
    }
  }

  private String report(RunRecord record) {
    return terminal.report().of(record);
  }
}
