// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.CampaignRecord;
import dev.nosplat.record.CellResult;
import java.util.Comparator;
import java.util.List;

/** What a campaign's page shows. */
final class CampaignView {
  /** A page with more of them is too long for a browser; the worst come first. */
  private static final int MOST_CELLS = 1000;

  private CampaignView() {}

  static HtmlView.Campaign of(CampaignRecord campaign) {
    CampaignGrid grid = CampaignGrid.of(campaign);
    return new HtmlView.Campaign(
        "Campaign " + Printable.line(campaign.name()),
        campaign.outcome().name(),
        HtmlReport.kind(campaign.outcome()),
        CampaignGrid.totals(campaign),
        RunList.stamp(campaign.written()),
        grid.profiles(),
        grid.rows().stream().map(CampaignView::row).toList(),
        campaign.cells().stream()
            .flatMap(each -> each.result().stream())
            .sorted(
                Comparator.comparing((CellResult each) -> each.verdict().passed())
                    .thenComparing(each -> each.verdict().outcome())
                    .thenComparing(each -> -each.durationMillis()))
            .limit(MOST_CELLS)
            .map(CampaignView::ended)
            .toList());
  }

  private static HtmlView.CampaignRow row(CampaignGrid.Row row) {
    List<HtmlView.CampaignBox> boxes =
        row.boxes().stream()
            .map(
                box ->
                    box.map(b -> new HtmlView.CampaignBox(b.kind(), b.text()))
                        .orElse(new HtmlView.CampaignBox("", "left out")))
            .toList();
    return new HtmlView.CampaignRow(row.name(), boxes);
  }

  private static HtmlView.Ended ended(CellResult result) {
    return new HtmlView.Ended(
        HtmlReport.kind(result.verdict().outcome()),
        result.verdict().outcome().name(),
        Printable.line(result.cell().label()),
        Layout.duration(result.durationMillis()),
        Printable.line(result.verdict().reason()),
        result.splats().stream().map(Printable::line).toList(),
        "nosplat replay " + Printable.line(Layout.shellWord(result.directory())));
  }
}
