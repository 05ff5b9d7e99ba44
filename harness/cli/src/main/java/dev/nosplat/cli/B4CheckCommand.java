// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.ReviewCheck;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.record.CheckerResult;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Reach;
import dev.nosplat.record.RunRecord;
import dev.nosplat.report.Printable;
import java.io.IOException;
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
      "Tells b4 review what is known of a patch: how its newest run ended, or whether it applies.",
      ""
    },
    footer = {
      "",
      "Set it up once in the repository that b4 works in:",
      "  git config b4.review-perpatch-check-cmd 'nosplat b4-check'",
      "  git config b4.review-series-check-cmd 'nosplat b4-check'",
      "",
      "A patch without a run says so: nosplat gate runs it. Exit code: 0 whatever is found."
    })
final class B4CheckCommand implements Callable<Integer> {
  private static final String TOOL = "nosplat";
  private static final int LARGEST = 192 << 20;

  private final Terminal terminal;
  private final Supplier<Settings> settings;

  @Option(
      names = "--tree",
      paramLabel = "SPEC",
      defaultValue = ".",
      description = "The tree to apply patches to (default: the repository here).")
  private String tree = ".";

  B4CheckCommand(Terminal terminal, Supplier<Settings> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    Settings given = settings.get();
    byte[] mail = given.stdin().readNBytes(LARGEST);
    Optional<CheckerResult> result;
    try {
      result = new ReviewCheck(given).of(mail, tree).map(B4CheckCommand::result);
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

  private static CheckerResult result(ReviewCheck.Standing standing) {
    if (standing instanceof ReviewCheck.Judged judged) {
      return judged(judged.run());
    }
    if (standing instanceof ReviewCheck.Applies applies) {
      return new CheckerResult(
          TOOL,
          "warn",
          "Applies to " + Printable.line(applies.version()) + "; not run yet",
          "",
          "Run it with nosplat gate --tree . --patch lore:MESSAGE-ID");
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

  private static CheckerResult judged(RunRecord run) {
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
        Printable.block(String.join("\n", findings(run))));
  }

  /** Whether it compiles, what of it ran, and what the verdict rests on. */
  private static List<String> findings(RunRecord run) {
    List<String> lines = new ArrayList<>();
    lines.add(
        switch (run.verdict().outcome()) {
          case BUILD_FAILED -> "compiles: no";
          case INFRA_FAILED -> "compiles: not known";
          case PASS, FAIL, INCONCLUSIVE, BOOT_FAILED -> "compiles: yes";
        });
    lines.add(run.reach().map(B4CheckCommand::reached).orElse("reach: not measured"));
    lines.addAll(run.verdict().evidence());
    return lines;
  }

  private static String reached(Reach reach) {
    return "reach: " + reach.lines() + " changed lines with code ran";
  }

  private static String text(Problem problem) {
    return problem.what();
  }

  private static String details(Problem problem) {
    List<String> evidence = problem.evidence();
    return Printable.block(String.join("\n", evidence) + "\n" + problem.advice());
  }
}
