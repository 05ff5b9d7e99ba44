// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.GateRecord;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.Reach;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.ScenarioSet;
import dev.nosplat.record.Verdict;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import java.nio.charset.StandardCharsets;
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
  /**
   * The bytes that a step's summary may have, with room for GitHub's own counting: over 1 MiB it
   * shows none of it.
   */
  public static final int MOST_SUMMARY = 1_000_000;

  private static final int SPLATS = 20;
  private static final int CASES = 200;
  private static final int WIDEST = 2_000;
  private static final int LONGEST = 30_000;
  private static final int ANNOTATED_FRAMES = 6;
  private static final int ANNOTATED_EVIDENCE = 5;
  private static final Pattern LOCATION = Pattern.compile("(.+):(\\d+)");

  private GithubReport() {}

  /**
   * The summary of one run.
   *
   * @param most the bytes that it may have; nothing is given where not even the verdict has room
   */
  public static String summary(RunRecord run, int most) {
    return summary(
        run.scenario(),
        SubjectText.tree(run.subject()),
        run.verdict(),
        List.of(),
        Case.of(run),
        most);
  }

  /**
   * The summary of a gate.
   *
   * @param most as for a run
   */
  public static String summary(GateRecord gate, int most) {
    return summary(gate.scenario(), gate.tree(), gate.verdict(), gate.notes(), Case.of(gate), most);
  }

  /**
   * The summary of several scenarios.
   *
   * @param most as for a run
   */
  public static String summary(ScenarioSet set, int most) {
    return summary(
        set.parts().stream().map(ScenarioSet.Part::scenario).collect(Collectors.joining(", ")),
        set.tree(),
        set.verdict(),
        set.parts().stream()
            .flatMap(
                part ->
                    part.gate()
                        .map(g -> g.notes().stream())
                        .orElseGet(Stream::of)
                        .map(note -> part.scenario() + ": " + note))
            .toList(),
        Case.of(set),
        most);
  }

  /** One annotation for each thing that did not pass, at the blamed line where it is known. */
  public static String annotations(ScenarioSet set) {
    return annotations(Case.of(set));
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
      String scenario,
      String tree,
      Verdict verdict,
      List<String> notes,
      List<Case> cases,
      int most) {
    Sections out = new Sections(most);
    out.add(head(verdict));
    out.add(table(scenario, tree, notes, cases));
    List<Splat> splats = cases.stream().flatMap(each -> each.splats().stream()).toList();
    for (Splat splat : splats.subList(0, Math.min(splats.size(), SPLATS))) {
      out.add(fold(splat.title(), Markdown.fence(Layout.cut(splat.text(), LONGEST))));
    }
    if (splats.size() > SPLATS) {
      out.add("\n" + Layout.count(splats.size() - SPLATS, "more splat", "more splats") + ".\n");
    }
    for (Case each : cases) {
      each.run()
          .flatMap(RunRecord::reach)
          .ifPresent(
              reach ->
                  out.add(
                      fold(
                          "Reach: " + ReachText.summary(reach),
                          Layout.cut(ReachText.markdown(reach), LONGEST))));
      if (!each.evidence().isEmpty()) {
        out.add(fold("Evidence: " + each.name(), table(each.evidence())));
      }
    }
    return out.text();
  }

  private static String head(Verdict verdict) {
    StringBuilder out = new StringBuilder();
    out.append("## ").append(badge(verdict.outcome())).append(' ').append(verdict.outcome());
    out.append("\n\n").append(Markdown.text(cut(verdict.reason()))).append("\n\n");
    for (String line : verdict.evidence()) {
      out.append("- ").append(Markdown.code(cut(line))).append('\n');
    }
    if (!verdict.advice().isEmpty()) {
      out.append("\n**Next:** ").append(Markdown.text(cut(verdict.advice()))).append('\n');
    }
    return out.toString();
  }

  private static String table(String scenario, String tree, List<String> notes, List<Case> cases) {
    StringBuilder out = new StringBuilder();
    out.append("\n| | judged | outcome | took |\n|---|---|---|---|\n");
    for (Case each : cases.subList(0, Math.min(cases.size(), CASES))) {
      out.append("| ").append(badge(each.verdict().outcome()));
      out.append(" | ").append(Markdown.text(cut(each.name())));
      out.append(" | ").append(each.verdict().outcome());
      out.append(" | ").append(Layout.duration(each.millis())).append(" |\n");
    }
    if (cases.size() > CASES) {
      out.append("\nand ").append(cases.size() - CASES).append(" more.\n");
    }
    out.append("\nScenario ").append(Markdown.code(cut(scenario)));
    out.append(" on ").append(Markdown.code(cut(tree))).append(".\n");
    for (String note : notes) {
      out.append("\n> ").append(Markdown.text(cut(note))).append('\n');
    }
    return out.toString();
  }

  private static String cut(String text) {
    return Layout.cut(text, WIDEST);
  }

  /** Sections in the order of their worth: one that has no room is counted and left out. */
  private static final class Sections {
    /** For the line that says what was left out. */
    private static final int RESERVE = 200;

    private final int most;
    private final StringBuilder text = new StringBuilder();
    private int bytes;
    private int leftOut;

    Sections(int most) {
      this.most = most - RESERVE;
    }

    void add(String section) {
      int size = section.getBytes(StandardCharsets.UTF_8).length;
      if (bytes + size > most) {
        leftOut++;
      } else {
        bytes += size;
        text.append(section);
      }
    }

    String text() {
      return leftOut == 0 || most <= 0
          ? text.toString()
          : text
              + "\nGitHub shows no summary of more than 1 MiB, so "
              + Layout.count(leftOut, "section is", "sections are")
              + " left out.\n";
    }
  }

  private static String fold(String title, String body) {
    return "\n<details><summary>"
        + Markdown.html(cut(title))
        + "</summary>\n\n"
        + body
        + "\n</details>\n";
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
    int made = 0;
    for (Case each : cases) {
      if (!each.verdict().passed() && ++made < GithubAnnotations.SHOWN) {
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
    int more = made - GithubAnnotations.SHOWN + 1;
    if (more > 0) {
      out.append("::error title=and %d more::The summary has them all\n".formatted(more));
    }
    if (!cases.isEmpty()) {
      int left = GithubAnnotations.SHOWN - made;
      cases
          .get(cases.size() - 1)
          .run()
          .flatMap(RunRecord::reach)
          .ifPresent(reach -> notRun(out, reach, left));
    }
    return out.toString();
  }

  /** A notice at each stretch of changed lines that did not run, as far as there is room. */
  private static void notRun(StringBuilder out, Reach reach, int room) {
    int left = room;
    for (Reach.ChangedFile file : reach.files()) {
      for (int[] range : ReachText.ranges(file.lines(Reach.State.NOT_RUN))) {
        if (left-- > 0) {
          out.append("::notice file=").append(property(file.path()));
          out.append(",line=").append(range[0]).append(",endLine=").append(range[1]);
          out.append(",title=").append(property("Not run"));
          out.append("::The scenario did not run this changed code\n");
        }
      }
    }
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
