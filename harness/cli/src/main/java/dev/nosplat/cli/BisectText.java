// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.bisect.OtherTrees;
import dev.nosplat.engine.bisect.Report;
import dev.nosplat.report.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A report for a person: the answer first, then what it rests on. Plain text. */
final class BisectText {
  private static final int SPLAT_LINES = 80;
  private static final int RANGE_LINES = 40;
  private static final int DECIDING_LINES = 8;

  private final List<String> lines = new ArrayList<>();

  private BisectText() {}

  /** The report, with a newline at its end. */
  static String of(Report report, List<OtherTrees.Answer> others) {
    BisectText text = new BisectText();
    text.answer(report);
    text.range(report);
    text.others(others);
    text.basis(report);
    text.splat(report);
    text.field("log", report.log());
    return text.lines.stream().collect(Collectors.joining("\n", "", "\n"));
  }

  private void answer(Report report) {
    boolean sure = report.kind() == Report.Kind.FOUND || report.kind() == Report.Kind.RANGE;
    lines.add(
        report.kind().name().replace('_', ' ')
            + "  "
            + Printable.line(report.headline())
            + (sure ? "  (" + percent(report.probability()) + " sure)" : ""));
    if (!report.advice().isEmpty()) {
      field("next", report.advice());
    }
    report
        .renaming()
        .ifPresent(
            pair -> {
              field("target", pair.known() + "  " + pair.knownTitle());
              field("seen", pair.seen() + "  " + pair.seenTitle());
            });
    report
        .culprit()
        .ifPresent(
            culprit -> {
              field("commit", culprit.id());
              field("subject", culprit.subject());
              if (!culprit.author().isEmpty()) {
                field("author", culprit.author());
                field("date", culprit.date());
              }
              culprit.unlikely().forEach(why -> field("unlikely", why));
              if (!culprit.revert().isEmpty()) {
                field("reverted", culprit.revert());
              }
              if (!culprit.fixes().isEmpty()) {
                lines.add("");
                lines.add(Printable.line(culprit.fixes()));
              }
            });
  }

  private void range(Report report) {
    if (report.range().isEmpty()) {
      return;
    }
    lines.add("");
    report.range().stream()
        .limit(RANGE_LINES)
        .forEach(
            each -> {
              lines.add("  " + shortId(each.id()) + "  " + Printable.line(each.subject()));
              lines.add("      " + Printable.line(each.blocked()));
            });
    if (report.range().size() > RANGE_LINES) {
      lines.add("  and " + (report.range().size() - RANGE_LINES) + " more; --json lists them all");
    }
  }

  private void others(List<OtherTrees.Answer> answers) {
    for (OtherTrees.Answer each : answers) {
      lines.add("");
      field("tree", each.tree());
      field("has bug", each.hasBug() + ": " + each.reason());
      field("since", each.since().isEmpty() ? each.how() : each.since() + ", " + each.how());
      if (!each.fixedBy().isEmpty()) {
        field("fixed by", each.fixedBy());
      }
    }
  }

  private void basis(Report report) {
    Report.Effort effort = report.effort();
    lines.add("");
    field(
        "effort",
        String.format(
            Locale.ROOT,
            "%d runs of %d revisions: %d verdicts, %d skipped%s; %s in runs",
            effort.runs(),
            report.tested().size(),
            effort.verdicts(),
            effort.skipped(),
            effort.builtAhead() > 0 ? "; " + effort.builtAhead() + " kernels built ahead" : "",
            duration(effort.millis())));
    int shown = bad(report).mapToInt(Report.Tested::shown).sum();
    int all = shown + bad(report).mapToInt(Report.Tested::clean).sum();
    if (shown > 0) {
      field("rate", "the splat showed in " + shown + " of " + all + " runs of bad revisions");
    }
    Map<String, List<Report.Run>> byRevision = new LinkedHashMap<>();
    report
        .deciding()
        .forEach(
            run ->
                byRevision
                    .computeIfAbsent(run.revision() + "  " + run.says(), key -> new ArrayList<>())
                    .add(run));
    byRevision.entrySet().stream()
        .limit(DECIDING_LINES)
        .forEach(
            each -> {
              int count = each.getValue().size();
              field(
                  "decided by",
                  each.getKey()
                      + " in "
                      + (count == 1 ? "1 run" : count + " runs")
                      + directory(each.getValue().get(0)));
            });
    for (Report.Tested each : report.tested()) {
      if (each.label().equals("skipped") && report.range().isEmpty()) {
        field("skipped", each.id() + "  " + String.join("; ", each.skips()));
      }
    }
    report.withdrawn().forEach(each -> field("went back", each));
    report.notes().forEach(each -> field("note", each));
  }

  private static Stream<Report.Tested> bad(Report report) {
    return report.tested().stream().filter(each -> each.label().equals("bad"));
  }

  private void splat(Report report) {
    report
        .splat()
        .ifPresent(
            splat -> {
              lines.add("");
              field("splat", splat.title());
              field("signature", splat.signature());
              List<String> text = splat.text().lines().toList();
              text.stream()
                  .limit(SPLAT_LINES)
                  .forEach(line -> lines.add("  | " + Printable.line(line)));
              if (text.size() > SPLAT_LINES) {
                lines.add("  | ... " + (text.size() - SPLAT_LINES) + " more lines");
              }
              lines.add("");
            });
  }

  private void field(String name, String value) {
    lines.add(String.format(Locale.ROOT, "  %-10s %s", name, Printable.line(value)));
  }

  private static String directory(Report.Run run) {
    return run.directory().isEmpty() ? "" : ", first in " + run.directory();
  }

  private static String shortId(String id) {
    return id.matches("[0-9a-f]{40}([0-9a-f]{24})?") ? id.substring(0, 12) : id;
  }

  /** Never rounded up to certainty. */
  private static String percent(double share) {
    if (share >= 1) {
      return "100 %";
    }
    double cut = Math.floor(share * 1000) / 10;
    return String.format(Locale.ROOT, "%.1f %%", cut);
  }

  private static String duration(long millis) {
    long seconds = (millis + 500) / 1000;
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7200
        ? seconds / 60 + " min"
        : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }
}
