// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.MachineFacts;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.UnreadableRecord;
import dev.nosplat.report.TerminalReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nosplat replay}: the tree, series, config and scenario of an earlier run, once more. */
@Command(
    name = "replay",
    description = "Repeats a run from its directory and says whether the verdict is the same.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "RUN-DIR", description = "The directory that the run left.")
  private Path directory = Path.of("");

  @Option(names = "--json", description = "Print the new run's record as one JSON document.")
  private boolean json;

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    RunRecord earlier = load();
    Settings settings = Settings.ofProcess();
    Progress progress = terminal.progress(settings.clock());
    RunRecord record = new KernelChecker(Engine.open(settings)).check(plan(earlier), progress);
    if (!record.subject().treeIdentity().equals(earlier.subject().treeIdentity())) {
      progress.say(
          "note: "
              + earlier.subject().tree()
              + " was "
              + earlier.subject().treeIdentity()
              + " then and is "
              + record.subject().treeIdentity()
              + " now");
    }
    if (record.verdict().outcome() != earlier.verdict().outcome()) {
      progress.say("note: the verdict was " + earlier.verdict().outcome() + " then");
    }
    terminal
        .out()
        .print(
            json
                ? RunRecordJson.writeLine(record) + "\n"
                : new TerminalReport(
                        terminal.colour() ? TerminalReport.Colours.ON : TerminalReport.Colours.OFF)
                    .of(record));
    return record.verdict().outcome().exitCode();
  }

  private RunRecord load() {
    try {
      return RunRecordJson.load(directory);
    } catch (IOException | UnreadableRecord e) {
      throw new BadInput(
          directory + " is not the directory of a run",
          List.of(String.valueOf(e.getMessage())),
          "give the directory that a report names after \"artifacts\"",
          e);
    }
  }

  private CheckPlan plan(RunRecord earlier) {
    Path series = directory.resolve(earlier.artifacts().getOrDefault("series", "series.patch"));
    try {
      List<Path> patches =
          Files.exists(series) && Files.size(series) > 0 ? List.of(series) : List.of();
      Optional<MachineFacts> machine = earlier.machine();
      CheckPlan.Shape shape =
          machine
              .map(
                  m ->
                      new CheckPlan.Shape(
                          m.cpus(), m.memoryMiB(), List.of(), !m.origin().equals("snapshot")))
              .orElse(CheckPlan.Shape.DEFAULT);
      return CheckPlan.of(earlier.subject().tree())
          .withPatches(patches)
          .withFragments(earlier.subject().fragments())
          .compiledBy(Compiler.ofVersionLine(earlier.subject().compiler()))
          .running(earlier.scenario())
          .on(shape);
    } catch (IOException e) {
      throw new BadInput(
          series + " cannot be read",
          List.of(String.valueOf(e.getMessage())),
          "give the directory of a complete run",
          e);
    }
  }
}
