// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.UnreadableRecord;
import dev.nosplat.report.ReachText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code nosplat reach}: which changed lines of a run ran, once more and in full. */
@Command(
    name = "reach",
    description = "Show which changed lines of a run are in its kernel and ran.")
final class ReachCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "RUN-DIR", description = "The directory of a run.")
  private Path directory = Path.of(".");

  ReachCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().print(ReachText.of(load()));
    return 0;
  }

  private RunRecord load() {
    try {
      return RunRecordJson.load(directory);
    } catch (IOException e) {
      throw new BadInput(
          "There is no run in " + directory + ".",
          List.of(String.valueOf(e)),
          "Give the directory that a report names, below ~/.local/state/nosplat/runs.");
    } catch (UnreadableRecord e) {
      throw new BadInput(
          "The record in " + directory + " cannot be read.",
          List.of(String.valueOf(e.getMessage())),
          "Give the directory of a run of this version.");
    }
  }
}
