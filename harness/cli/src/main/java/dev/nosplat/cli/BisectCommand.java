// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.bisect.Report;
import dev.nosplat.engine.bisect.ReportJson;
import dev.nosplat.engine.check.Checker;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Outcome;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nosplat bisect}: finds the commit that brought a splat, or the one that removed it. */
@Command(
    name = "bisect",
    sortOptions = false,
    description = "Find the commit that introduced or fixed a bug; handles flaky ones.",
    footer = {
      "",
      "Exit codes: 0 the commit was found, 2 bad input or an end that is not what it was said to be, 3 only a range, or a signature change to decide about, 6 the infrastructure failed."
    })
final class BisectCommand implements Callable<Integer> {
  private static final int BAD_INPUT = 2;

  /** Connects to what runs the checks; only when something has to run. */
  @FunctionalInterface
  interface Checkers {
    /** A checker for the whole bisection. */
    Checker open() throws InterruptedException;
  }

  private final Terminal terminal;
  private final Checkers checkers;
  private final Map<String, String> environment;
  private final Home home;
  private final InstantSource clock;

  @Mixin private final BisectOptions options = new BisectOptions();

  @Option(names = "--json", description = "One JSON document on standard output.")
  private boolean json;

  @Option(
      names = "--replay",
      paramLabel = "LOG",
      description = "Run nothing: go through a log again with the options that began it.")
  private Optional<Path> replay = Optional.empty();

  BisectCommand(
      Terminal terminal,
      Checkers checkers,
      Map<String, String> environment,
      Home home,
      InstantSource clock) {
    this.terminal = terminal;
    this.checkers = checkers;
    this.environment = environment;
    this.home = home;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    Progress progress = terminal.progress(clock);
    BisectJob job = new BisectJob(options, environment, home, progress);
    Checker checker = new Lazy(checkers);
    BisectJob.Result result =
        replay.isPresent() ? job.replay(replay.get(), checker) : job.run(checker);
    if (json) {
      terminal.out().print(ReportJson.write(document(result)));
    } else {
      terminal.out().print(BisectText.of(result.report(), result.others()));
    }
    return exitCode(result.report().kind());
  }

  private static Object document(BisectJob.Result result) {
    if (result.others().isEmpty()) {
      return result.report();
    }
    Map<String, Object> both = new LinkedHashMap<>();
    both.put("report", result.report());
    both.put("trees", result.others());
    return both;
  }

  private static int exitCode(Report.Kind kind) {
    return switch (kind) {
      case FOUND -> 0;
      case RANGE, SIGNATURE_CHANGED -> Outcome.INCONCLUSIVE.exitCode();
      case WRONG_END -> BAD_INPUT;
    };
  }

  /** The checker, connected at its first use: a log that answers already needs no container. */
  private static final class Lazy implements Checker {
    private final Checkers checkers;
    private Optional<Checker> open = Optional.empty();

    Lazy(Checkers checkers) {
      this.checkers = checkers;
    }

    @Override
    public dev.nosplat.record.RunRecord check(
        dev.nosplat.engine.check.CheckPlan plan, Progress progress) throws InterruptedException {
      return connected().check(plan, progress);
    }

    @Override
    public void prepare(dev.nosplat.engine.check.CheckPlan plan, Progress progress)
        throws InterruptedException {
      connected().prepare(plan, progress);
    }

    @Override
    public boolean applies(dev.nosplat.engine.check.CheckPlan plan, Progress progress)
        throws InterruptedException {
      return connected().applies(plan, progress);
    }

    private synchronized Checker connected() throws InterruptedException {
      if (open.isEmpty()) {
        open = Optional.of(checkers.open());
      }
      return open.get();
    }
  }

  /** What a wrong combination of options is told. */
  static BadInput misuse(String what, String advice) {
    return new BadInput(what, List.of(), advice);
  }
}
