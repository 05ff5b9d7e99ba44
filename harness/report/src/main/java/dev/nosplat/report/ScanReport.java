// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.ConsoleScan;
import dev.nosplat.record.KnownIssue;
import dev.nosplat.record.KnownIssues;
import dev.nosplat.splat.Details;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a scan of console logs found, for a person: title, place, the frames that matter, and the
 * report itself folded to one line unless it is asked for.
 */
public final class ScanReport {
  private static final int FRAMES = 8;
  private static final int NAME = 11;
  private static final int TEXT_WIDTH = 80;

  private final Palette palette;
  private final KnownIssues known;
  private final LocalDate today;
  private final Set<Extra> extras;

  /** What is shown only when it is asked for. */
  public enum Extra {
    /** Each report's own lines. */
    TEXT,
    /** What a report of the family means, and the usual cures. */
    EXPLANATION
  }

  /**
   * Makes a report writer.
   *
   * @param known what is accepted
   * @param today the day that decides which entries have expired
   * @param extras what is shown beyond title, place and frames
   */
  public ScanReport(
      TerminalReport.Colours colours, KnownIssues known, LocalDate today, Set<Extra> extras) {
    this.palette = new Palette(colours);
    this.known = known;
    this.today = today;
    this.extras = Set.copyOf(extras);
  }

  /** Prints one log, with a newline at its end; its splats one after the other. */
  public void print(ConsoleScan scan, PrintStream to) {
    String file = Printable.line(scan.file());
    String lines = Layout.count(scan.lines(), "line", "lines");
    if (scan.splats().isEmpty()) {
      to.print(file + ": " + palette.good("no splat") + " in " + lines + "\n");
      return;
    }
    String count = Layout.count(scan.splats().size(), "splat", "splats");
    to.print(file + ": " + palette.bad(count) + " in " + lines + "\n");
    for (Splat splat : scan.splats()) {
      to.print("\n" + splat(splat, file));
    }
  }

  /** One splat, as it stands in its log. */
  public String splat(Splat splat, String file) {
    List<String> lines = new ArrayList<>();
    Optional<KnownIssue> accepted = known.accepting(splat, today);
    String title = Printable.line(splat.title());
    lines.add(
        "  " + (accepted.isPresent() ? palette.faint("known: " + title) : palette.bad(title)));
    for (SplatText.Fact fact : SplatText.facts(splat, file)) {
      lines.add(named(fact.name(), fact.value()));
    }
    splat.kernel().ifPresent(kernel -> lines.add(named("kernel", kernel(splat, kernel))));
    if (splat.details() instanceof Details.Panic panic && panic.consequence()) {
      lines.add(named("because", "an earlier report was fatal"));
    }
    frames(splat, lines);
    knownIssue(splat, accepted, lines);
    if (extras.contains(Extra.EXPLANATION)) {
      explanation(splat, lines);
    }
    report(splat, lines);
    return String.join("\n", lines) + "\n";
  }

  private static String kernel(Splat splat, String kernel) {
    return Printable.line(kernel)
        + splat
            .tainted()
            .map(flags -> ", tainted " + Printable.line(flags))
            .orElse(", not tainted");
  }

  private void frames(Splat splat, List<String> lines) {
    List<Frame> frames = SplatText.framesThatMatter(splat);
    String name = "frames";
    for (Frame frame : frames.subList(0, Math.min(FRAMES, frames.size()))) {
      String location =
          frame.location().map(at -> " " + palette.faint(Printable.line(at))).orElse("");
      lines.add(named(name, SplatText.frame(frame) + location));
      name = "";
    }
    if (frames.size() > FRAMES) {
      lines.add(named("", palette.faint((frames.size() - FRAMES) + " more")));
    }
  }

  private void knownIssue(Splat splat, Optional<KnownIssue> accepted, List<String> lines) {
    accepted.ifPresent(
        issue ->
            lines.add(
                named(
                    "known",
                    Printable.line(issue.reason())
                        + issue.link().map(link -> ", " + Printable.line(link)).orElse("")
                        + ", until "
                        + issue.expires())));
    known.entries().stream()
        .filter(issue -> issue.matches(splat) && issue.expired(today))
        .forEach(
            issue ->
                lines.add(
                    named(
                        "was known",
                        Printable.line(issue.reason()) + ", expired on " + issue.expires())));
  }

  private static void explanation(Splat splat, List<String> lines) {
    String name = "means";
    for (String paragraph : splat.family().explanation()) {
      for (String line : Layout.wrap(paragraph, TEXT_WIDTH)) {
        lines.add(named(name, line));
        name = "";
      }
    }
  }

  private void report(Splat splat, List<String> lines) {
    List<String> text = splat.text().lines().toList();
    if (!extras.contains(Extra.TEXT)) {
      lines.add(
          named(
              "report",
              palette.faint(Layout.count(text.size(), "line", "lines") + "; --text shows them")));
      return;
    }
    for (String line : text) {
      lines.add("  " + palette.faint("| ") + Printable.line(line));
    }
  }

  private static String named(String name, String value) {
    return "    " + Layout.pad(name, NAME) + value;
  }

  /** The last lines: how many in all, and which entries matched nothing. */
  public String summary(ScanTotals totals) {
    StringBuilder text = new StringBuilder();
    if (totals.logs() > 1) {
      text.append('\n')
          .append(Layout.count(totals.logs(), "log", "logs"))
          .append(", ")
          .append(Layout.count(totals.splats(), "splat", "splats"));
      if (totals.known() > 0) {
        text.append(", ").append(totals.known()).append(" of them known");
      }
      text.append('\n');
    }
    for (KnownIssue issue : totals.unmatched()) {
      text.append("known issue not seen: ")
          .append(Printable.line(issue.signature()))
          .append(" (")
          .append(Printable.line(issue.reason()))
          .append(issue.expired(today) ? ", expired on " : ", until ")
          .append(issue.expires())
          .append(")\n");
    }
    return text.toString();
  }
}
