// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import java.util.List;
import java.util.Optional;

/** What the templates show. Every text is printable; the templates escape it by its context. */
final class HtmlView {
  private HtmlView() {}

  /** A whole page about one run. */
  record Run(
      String title,
      Head head,
      List<Fact> facts,
      List<Bar> timeline,
      List<Mark> marks,
      List<Row> evidence,
      List<Reached> reach,
      Optional<Grid> sweep,
      List<Report> splats,
      List<Line> console,
      String consoleName,
      List<String> artifacts) {}

  /**
   * A whole page about a campaign.
   *
   * @param profiles the columns of the grid
   * @param rows its lines
   * @param cells every cell that has ended, the worst first
   */
  record Campaign(
      String title,
      String outcome,
      String kind,
      String totals,
      String written,
      List<String> profiles,
      List<CampaignRow> rows,
      List<Ended> cells) {}

  /** A line of a campaign's grid. */
  record CampaignRow(String name, List<CampaignBox> boxes) {}

  /** All repetitions of one combination. */
  record CampaignBox(String kind, String text) {}

  /**
   * A cell that has ended.
   *
   * @param replay the command that runs it again
   */
  record Ended(
      String kind,
      String outcome,
      String name,
      String took,
      String reason,
      List<String> splats,
      String replay) {}

  /** A whole page about a gate. */
  record Gate(
      String title,
      Head head,
      List<Fact> facts,
      List<String> notes,
      List<Judged> judged,
      List<Found> found,
      List<Side> sides,
      List<Compared> compared,
      List<Reached> reach,
      List<Report> splats,
      List<Line> console,
      String consoleName) {}

  /** A whole page about several scenarios. */
  record Scenarios(String title, Head head, List<Fact> facts, List<Part> parts) {}

  /** One of several scenarios, by the run that decided it. */
  record Part(
      String scenario,
      String kind,
      String outcome,
      String reason,
      List<Judged> judged,
      List<String> notes,
      List<Row> evidence,
      List<Reached> reach,
      Optional<Grid> sweep,
      List<Report> splats,
      List<Fact> facts) {}

  /** The verdict and its three parts. */
  record Head(String outcome, String kind, String reason, List<String> evidence, String advice) {}

  /** A name and its value. */
  record Fact(String name, String value) {}

  /** One stretch of the timeline; left and width in percent of the whole. */
  record Bar(String name, String note, String duration, String left, String width) {}

  /** A splat or the canary on the timeline; left in percent. */
  record Mark(String href, String kind, String title, String left) {}

  /** One requirement. */
  record Row(boolean met, String name, String expected, String observed) {}

  /** One changed file, and its lines that did not run. */
  record Reached(String path, String place, String note, List<NotRun> lines) {}

  /** One changed line that did not run, or that cannot be counted. */
  record NotRun(int number, String word, int patch, String text) {}

  /** A sweep's answers: a row a callback, a column an operation. */
  record Grid(
      String summary, List<String> operations, List<GridRow> rows, List<Uncovered> notCovered) {}

  /** What may be called in these callbacks, and no operation does. */
  record Uncovered(String kind, String name, String callbacks) {}

  /** The cells of one callback. */
  record GridRow(String callback, List<GridCell> cells) {}

  /** One cell: a word, and all that is known about it. */
  record GridCell(String kind, String word, String title) {}

  /** One splat; without a link where its console is not on the page. */
  record Report(
      String id,
      String title,
      List<Fact> facts,
      List<String> frames,
      String excerptName,
      List<Source> excerpt,
      String href,
      List<String> explanation,
      String text) {}

  /** One line of source code around the blamed one. */
  record Source(long number, String text, boolean blamed) {}

  /** One console line, or how many are left out. */
  record Line(long number, String text, String kind, long hidden) {
    /** A line that is shown. */
    static Line shown(long number, String text, String kind) {
      return new Line(number, text, kind, 0);
    }

    /** Lines that are not. */
    static Line gap(long hidden) {
      return new Line(0, "", "gap", hidden);
    }
  }

  /** One thing that was judged. */
  record Judged(String kind, String name, String outcomes, String took) {}

  /** One bug and whose it is. */
  record Found(String kind, String standing, String title, String base, String series) {}

  /** One side of the comparison: a run of the base, or one with the series. */
  record Side(
      String name,
      String outcome,
      String kind,
      String reason,
      List<String> splats,
      String directory) {}

  /** One requirement on both sides. */
  record Compared(String name, Observed base, Observed series) {}

  /** What one side observed; bad where that is not enough. */
  record Observed(String kind, String text) {
    /** The side has no such requirement. */
    static final Observed NOTHING = new Observed("plain", "");
  }
}
