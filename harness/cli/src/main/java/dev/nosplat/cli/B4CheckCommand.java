// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.PlanTree;
import dev.nosplat.engine.check.QuickRun;
import dev.nosplat.engine.check.ReviewCheck;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.record.CheckerResult;
import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Reach;
import dev.nosplat.record.RunRecord;
import dev.nosplat.report.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code nosplat b4-check}: a checker of {@code b4 review} (b4 0.15, docs/maintainer/review.rst):
 * one mail on standard input, a JSON array of results on standard output.
 */
@Command(
    name = "b4-check",
    sortOptions = false,
    description = {
      "Tells b4 review what is known of a patch: how its newest run ended. A patch without one is run now, where the tree's kernel is built, for five minutes at most.",
      ""
    },
    footer = {
      "",
      "Set it up once in the repository that b4 works in:",
      "  git config b4.review-perpatch-check-cmd 'nosplat b4-check'",
      "  git config b4.review-series-check-cmd 'nosplat b4-check'",
      "",
      "Build the tree's kernel once with nosplat check --tree . before a review; then each patch takes about a minute. Exit code: 0 whatever is found."
    })
final class B4CheckCommand implements Callable<Integer> {
  private static final String TOOL = "nosplat";
  private static final int LARGEST = 192 << 20;
  private static final int MINUTES = 5;
  private static final int MOST_MINUTES = 24 * 60;

  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Option(
      names = "--tree",
      paramLabel = "SPEC",
      defaultValue = ".",
      description = "The tree to apply patches to (default: the repository here).")
  private String tree = ".";

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "" + MINUTES,
      description =
          "How long a run may take (default: ${DEFAULT-VALUE}); 0 shows kept runs and starts none.")
  private int minutes = MINUTES;

  B4CheckCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (minutes < 0 || minutes > MOST_MINUTES) {
      throw new BadInput(
          "--minutes takes 0 to " + MOST_MINUTES + ".",
          List.of(String.valueOf(minutes)),
          "Give as many as somebody would wait for.");
    }
    Settings given = settings.get();
    byte[] mail = given.stdin().readNBytes(LARGEST);
    Optional<CheckerResult> result;
    try {
      result = new ReviewCheck(given).of(mail, tree, runner()).map(this::result);
    } catch (Problem problem) {
      // An exit code would be an execution error for b4, without a word of why.
      result =
          Optional.of(
              new CheckerResult(
                  TOOL,
                  "warn",
                  "Not checked: " + Printable.line(text(problem)),
                  "",
                  details(problem)));
    }
    terminal.out().println(CheckerResult.json(result.stream().toList()));
    return 0;
  }

  private ReviewCheck.Runner runner() {
    return minutes == 0
        ? ReviewCheck.NOTHING
        : (reading, asked) -> {
          CheckPlan plan = new PlanTree(reading).located(asked);
          try (Engine engine = Engine.open(reading)) {
            // Nobody vouches for a patch that came by mail.
            return new QuickRun(
                    new KernelChecker(engine), engine::built, Duration.ofMinutes(minutes))
                .of(plan.untrusted("review-" + engine.nonce()));
          }
        };
  }

  private CheckerResult result(ReviewCheck.Standing standing) {
    if (standing instanceof ReviewCheck.Judged judged) {
      return judged(judged.run(), judged.gate());
    }
    if (standing instanceof ReviewCheck.Applies applies) {
      return new CheckerResult(
          TOOL,
          "warn",
          "Applies to "
              + Printable.line(applies.version())
              + "; "
              + why(applies.why())
              + applies.trouble().map(p -> ": " + Printable.line(text(p))).orElse(""),
          "",
          applies.trouble().map(B4CheckCommand::details).orElseGet(() -> advice(applies.why())));
    }
    ReviewCheck.Refused refused = (ReviewCheck.Refused) standing;
    BadInput problem = refused.problem();
    String summary = Printable.line(text(problem));
    return refused.later()
        ? new CheckerResult(
            TOOL,
            "warn",
            "Not applied alone, it has patches before it: " + summary,
            "",
            details(problem))
        : new CheckerResult(TOOL, "fail", summary, "", details(problem));
  }

  private String why(QuickRun.Reason reason) {
    return switch (reason) {
      case NOT_ASKED -> "not run yet";
      case NO_BASE -> "not run: the kernel without it is not built yet";
      case LATE ->
          "not judged: its run did not end in "
              + (minutes == 1 ? "1 minute" : minutes + " minutes")
              + " and was stopped";
      case UNABLE -> "not run";
    };
  }

  private String advice(QuickRun.Reason reason) {
    String spec = Printable.line(tree);
    return switch (reason) {
      case NO_BASE -> "Build it once with nosplat check --tree " + spec;
      case NOT_ASKED, LATE, UNABLE ->
          "Run it with nosplat gate --tree " + spec + " --patch lore:MESSAGE-ID";
    };
  }

  private static CheckerResult judged(RunRecord run, Optional<GateRecord> gate) {
    Outcome outcome = run.verdict().outcome();
    String status =
        switch (outcome) {
          case PASS -> "pass";
          case FAIL, BUILD_FAILED, BOOT_FAILED -> "fail";
          case INCONCLUSIVE, INFRA_FAILED -> "warn";
        };
    return new CheckerResult(
        TOOL,
        status,
        outcome
            + " on "
            + Printable.line(run.subject().tree())
            + ": "
            + Printable.line(run.verdict().reason()),
        run.directory().toUri().toString(),
        Printable.block(String.join("\n", findings(run, gate))));
  }

  /** Whether it compiles, what of it ran, and what the verdict rests on. */
  private static List<String> findings(RunRecord run, Optional<GateRecord> gate) {
    List<String> lines = new ArrayList<>();
    lines.add(
        switch (run.verdict().outcome()) {
          case BUILD_FAILED -> "compiles: no";
          case INFRA_FAILED -> "compiles: not known";
          case PASS, FAIL, INCONCLUSIVE, BOOT_FAILED -> "compiles: yes";
        });
    lines.add(run.reach().map(B4CheckCommand::reached).orElse("reach: not measured"));
    lines.add(gate.map(B4CheckCommand::gated).orElse("gate: none of a series with it"));
    lines.addAll(run.verdict().evidence());
    return lines;
  }

  private static String reached(Reach reach) {
    return "reach: " + reach.lines() + " changed lines with code ran";
  }

  private static String gated(GateRecord gate) {
    return "gate: "
        + gate.verdict().outcome()
        + " on "
        + gate.tree()
        + ": "
        + gate.verdict().reason()
        + gate.firstBroken().map(step -> " (patch " + step.number() + ")").orElse("");
  }

  private static String text(Problem problem) {
    return problem.what();
  }

  private static String details(Problem problem) {
    List<String> evidence = problem.evidence();
    return Printable.block(String.join("\n", evidence) + "\n" + problem.advice());
  }
}
