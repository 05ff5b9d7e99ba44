// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.report.RunList;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nosplat runs}: what was judged here, and how it ended. */
@Command(
    name = "runs",
    description = "List the runs that are kept, the newest first.",
    footer = {"", "Times are in UTC. nosplat cache prune --runs 30d removes older ones."})
final class RunsCommand implements Callable<Integer> {
  private static final int USUAL = 20;

  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Option(
      names = "-n",
      paramLabel = "N",
      defaultValue = "" + USUAL,
      description = "How many at most (default: ${DEFAULT-VALUE}).")
  private int most = USUAL;

  @Option(names = "--json", description = "Print each record as a JSON document on one line.")
  private boolean json;

  RunsCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() {
    if (most < 1) {
      throw new BadInput("-n counts from 1.", List.of(), "Give a positive number.");
    }
    KeptRuns runs = new KeptRuns(settings.get().home().runs());
    RunList list = new RunList(terminal.colours(), terminal.columns());
    int shown = 0;
    for (Path directory : runs.directories()) {
      Optional<Kept> kept = read(runs, directory);
      if (json && kept.isPresent() && shown < most) {
        shown++;
        terminal.out().println(kept.get().json());
      } else if (!json) {
        kept.ifPresent(each -> add(list, each));
      }
    }
    if (!json) {
      terminal.out().print(list.text(most));
    }
    return 0;
  }

  private static void add(RunList list, Kept kept) {
    kept.<Runnable>as(r -> () -> list.add(r), g -> () -> list.add(g), s -> () -> list.add(s)).run();
  }

  /** One record that cannot be read hides no other. */
  private Optional<Kept> read(KeptRuns runs, Path directory) {
    try {
      return runs.read(directory);
    } catch (BadInput e) {
      ProblemText.report(terminal.err(), e);
      return Optional.empty();
    }
  }
}
