// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.Verdict;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run or a gate for GitHub Actions: a summary in Markdown for {@code $GITHUB_STEP_SUMMARY}, and
 * annotations as workflow commands for standard output.
 */
public final class GithubReport {
  private static final int ANNOTATED_FRAMES = 6;
  private static final int ANNOTATED_EVIDENCE = 5;
  private static final Pattern LOCATION = Pattern.compile("(.+):(\\d+)");

  private GithubReport() {}

  /** The summary of one run. */
  public static String summary(RunRecord run) {
    return summary(run.scenario(), run.subject().tree(), run.verdict(), List.of(), Case.of(run));
  }

  /** The summary of a gate. */
  public static String summary(GateRecord gate) {
    return summary(gate.scenario(), gate.tree(), gate.verdict(), gate.notes(), Case.of(gate));
  }

  /** One annotation for each thing that did not pass, at the blamed line where it is known. */
  public static String annotations(RunRecord run) {
    return annotations(Case.of(run));
  }

  /** One annotation for each thing that did not pass, at the blamed line where it is known. */
  public static String annotations(GateRecord gate) {
    return annotations(Case.of(gate));
  }

  private static String summary(
      String scenario, String tree, Verdict verdict, List<String> notes, List<Case> cases) {
    StringBuilder out = new StringBuilder();
    out.append("## ").append(badge(verdict.outcome())).append(' ').append(verdict.outcome());
    out.append("\n\n").append(Markdown.text(verdict.reason())).append("\n\n");
    for (String line : verdict.evidence()) {
      out.append("- ").append(Markdown.code(line)).append('\n');
    }
    if (!verdict.advice().isEmpty()) {
      out.append("\n**Next:** ").append(Markdown.text(verdict.advice())).append('\n');
    }
    out.append("\n| | judged | outcome | took |\n|---|---|---|---|\n");
    for (Case each : cases) {
      out.append("| ").append(badge(each.verdict().outcome()));
      out.append(" | ").append(Markdown.text(each.name()));
      out.append(" | ").append(each.verdict().outcome());
      out.append(" | ").append(Layout.duration(each.millis())).append(" |\n");
    }
    out.append("\nScenario ").append(Markdown.code(scenario));
    out.append(" on ").append(Markdown.code(tree)).append(".\n");
    for (String note : notes) {
      out.append("\n> ").append(Markdown.text(note)).append('\n');
    }
    for (Case each : cases) {
      for (Splat splat : each.splats()) {
        fold(out, splat.title(), Markdown.fence(splat.text()));
      }
      if (!each.evidence().isEmpty()) {
        fold(out, "Evidence: " + each.name(), table(each.evidence()));
      }
    }
    return out.toString();
  }

  private static void fold(StringBuilder out, String title, String body) {
    out.append("\n<details><summary>").append(Markdown.html(title)).append("</summary>\n\n");
    out.append(body).append("\n</details>\n");
  }

  private static String table(List<Requirement> evidence) {
    return evidence.stream()
        .map(
            r ->
                "| %s | %s | %s | %s |\n"
                    .formatted(
                        r.met() ? "ok" : "**not met**",
                        Markdown.text(r.name()),
                        Markdown.text(r.expected()),
                        Markdown.text(r.observed())))
        .collect(
            Collectors.joining(
                "", "| | evidence | expected | observed |\n|---|---|---|---|\n", ""));
  }

  private static String badge(Outcome outcome) {
    return switch (outcome.severity()) {
      case GOOD -> "✅";
      case BAD -> "❌";
      case OPEN -> "⚠️";
    };
  }

  private static String annotations(List<Case> cases) {
    StringBuilder out = new StringBuilder();
    for (Case each : cases) {
      if (!each.verdict().passed()) {
        boolean seriesFault = each.verdict().outcome().severity() == Outcome.Severity.BAD;
        out.append(seriesFault ? "::error " : "::warning ");
        each.splats().stream()
            .findFirst()
            .flatMap(GithubReport::blamedLine)
            .ifPresent(
                at ->
                    out.append("file=")
                        .append(property(at.file()))
                        .append(",line=")
                        .append(at.line())
                        .append(','));
        out.append("title=")
            .append(property(each.verdict().outcome() + " " + each.name()))
            .append("::")
            .append(data(String.join("\n", brief(each))))
            .append('\n');
      }
    }
    return out.toString();
  }

  /** What fits beside a line of code: the reason, the evidence, and where the splat came from. */
  private static List<String> brief(Case each) {
    Stream<String> splat =
        each.splats().stream()
            .limit(1)
            .flatMap(
                s ->
                    Stream.concat(
                        Stream.of(s.title()),
                        SplatText.framesThatMatter(s).stream()
                            .limit(ANNOTATED_FRAMES)
                            .map(f -> "  " + SplatText.frame(f))));
    return Stream.of(
            Stream.of(each.verdict().reason()),
            each.verdict().evidence().stream().limit(ANNOTATED_EVIDENCE),
            Stream.of(each.verdict().advice()).filter(a -> !a.isEmpty()),
            splat)
        .flatMap(lines -> lines)
        .map(Printable::line)
        .toList();
  }

  private static Optional<Place> blamedLine(Splat splat) {
    return SplatText.framesThatMatter(splat).stream()
        .findFirst()
        .flatMap(Frame::location)
        .map(LOCATION::matcher)
        .filter(Matcher::matches)
        .map(m -> new Place(m.group(1), m.group(2)));
  }

  /** As @actions/toolkit escapes the data of a workflow command. */
  private static String data(String text) {
    return Printable.block(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(Printable.line(text)).replace(":", "%3A").replace(",", "%2C");
  }

  private record Place(String file, String line) {}
}
