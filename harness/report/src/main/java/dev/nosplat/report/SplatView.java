// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.RunRecord;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One splat for a page, with the source code around its blamed line where that is known. */
final class SplatView {
  private static final Pattern LOCATION = Pattern.compile("(.+):(\\d{1,7})");
  private static final int AROUND = 6;

  private static final int FRAMES = 40;

  private SplatView() {}

  /**
   * The view.
   *
   * @param number its place on the page
   * @param run the run that shows it
   * @param linked whether the page has the run's console
   */
  static HtmlView.Report of(Splat splat, int number, RunRecord run, boolean linked) {
    List<Frame> shown = SplatText.framesThatMatter(splat);
    Optional<Matcher> blamed =
        shown.stream()
            .findFirst()
            .flatMap(Frame::location)
            .map(LOCATION::matcher)
            .filter(Matcher::matches);
    return new HtmlView.Report(
        "splat-" + number,
        Printable.line(splat.title()),
        SplatText.facts(splat, TerminalReport.console(run)).stream()
            .map(f -> new HtmlView.Fact(f.name(), f.value()))
            .toList(),
        shown.stream().limit(FRAMES).map(SplatText::frame).toList(),
        blamed.map(Matcher::group).map(Printable::line).orElse(""),
        blamed.map(at -> excerpt(at, SourceLines.of(run))).orElse(List.of()),
        linked ? "#L" + splat.line() : "",
        splat.family().explanation(),
        Printable.block(splat.text()));
  }

  private static List<HtmlView.Source> excerpt(Matcher at, SourceLines sources) {
    int line = Integer.parseInt(at.group(2));
    List<String> lines = sources.lines(at.group(1));
    List<HtmlView.Source> excerpt = new ArrayList<>();
    for (int n = Math.max(1, line - AROUND); n <= Math.min(lines.size(), line + AROUND); n++) {
      excerpt.add(new HtmlView.Source(n, Printable.block(lines.get(n - 1)), n == line));
    }
    return excerpt;
  }
}
