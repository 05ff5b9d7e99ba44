// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.CampaignRecord;
import dev.nosplat.record.CampaignRecord.Entry;
import dev.nosplat.record.CellResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A campaign on a terminal: the grid, and what did not pass with its run. */
public final class CampaignText {
  private static final int MOST_LISTED = 20;
  private static final int GAP = 2;

  private final Palette palette;
  private final int columns;

  /**
   * A writer.
   *
   * @param columns how wide its lines may be
   */
  public CampaignText(TerminalReport.Colours colours, int columns) {
    this.palette = new Palette(colours);
    this.columns = Layout.columns(columns);
  }

  /** The text, with a newline at its end. */
  public String of(CampaignRecord campaign) {
    List<String> lines = new ArrayList<>();
    lines.add(
        palette.outcome(campaign.outcome()) + "  campaign " + Printable.line(campaign.name()));
    lines.add("  " + CampaignGrid.totals(campaign));
    lines.add("");
    lines.addAll(grid(CampaignGrid.of(campaign)));
    lines.addAll(troubles(campaign));
    return String.join("\n", lines) + "\n";
  }

  /** One cell alone, with a newline at its end. */
  public String of(CellResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        palette.outcome(result.verdict().outcome()) + "  " + Printable.line(result.cell().label()));
    lines.addAll(details(result, "  "));
    return String.join("\n", lines) + "\n";
  }

  private static List<String> details(CellResult result, String indent) {
    List<String> lines = new ArrayList<>();
    lines.add(indent + Printable.line(result.verdict().reason()));
    result.splats().forEach(splat -> lines.add(indent + Printable.line(splat)));
    lines.add(indent + "nosplat report " + Printable.line(Layout.shellWord(result.directory())));
    return lines;
  }

  private List<String> grid(CampaignGrid grid) {
    int[] widths = new int[grid.profiles().size()];
    int all = 0;
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          GAP
              + Math.max(
                  grid.profiles().get(i).length(),
                  grid.rows().stream()
                      .mapToInt(row -> text(row.boxes().get(column)).length())
                      .max()
                      .orElse(0));
      all += widths[i];
    }
    int longest = grid.rows().stream().mapToInt(row -> row.name().length()).max().orElse(0);
    int name = Math.min(longest + GAP, Math.max(24, columns - all - GAP));
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder(" ".repeat(GAP + name));
    for (int i = 0; i < widths.length; i++) {
      head.append(Layout.pad(grid.profiles().get(i), widths[i]));
    }
    lines.add(palette.faint(head.toString().stripTrailing()));
    for (CampaignGrid.Row row : grid.rows()) {
      StringBuilder line =
          new StringBuilder(" ".repeat(GAP) + Layout.pad(Layout.cut(row.name(), name - GAP), name));
      for (int i = 0; i < widths.length; i++) {
        String text = text(row.boxes().get(i));
        line.append(painted(row.boxes().get(i), text))
            .append(" ".repeat(widths[i] - text.length()));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static String text(Optional<CampaignGrid.Box> box) {
    return box.map(CampaignGrid.Box::text).orElse("-");
  }

  private String painted(Optional<CampaignGrid.Box> box, String text) {
    String kind = box.map(CampaignGrid.Box::kind).orElse("");
    return kind.equals("good") ? palette.good(text) : kind.equals("bad") ? palette.bad(text) : text;
  }

  private static List<String> troubles(CampaignRecord campaign) {
    List<String> lines = new ArrayList<>();
    List<Entry> troubles =
        campaign.cells().stream()
            .filter(each -> each.result().map(r -> !r.verdict().passed()).orElse(false))
            .toList();
    for (Entry each : troubles.subList(0, Math.min(MOST_LISTED, troubles.size()))) {
      CellResult result = each.result().orElseThrow();
      lines.add("");
      lines.add("  " + result.verdict().outcome() + "  " + Printable.line(each.cell().label()));
      lines.addAll(details(result, "    "));
    }
    if (troubles.size() > MOST_LISTED) {
      lines.add("");
      lines.add("  and " + (troubles.size() - MOST_LISTED) + " more");
    }
    return lines;
  }
}
