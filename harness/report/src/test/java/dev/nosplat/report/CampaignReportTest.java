// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.CampaignRecord;
import dev.nosplat.record.Golden;
import dev.nosplat.record.Recorded;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CampaignReportTest {
  private static final CampaignRecord CAMPAIGN = Recorded.campaign();

  @Test
  void theTextAndTheDocumentsReadAsTheGoldenFilesDo() throws IOException {
    Golden.matches(
        "terminal/campaign.txt", new CampaignText(TerminalReport.Colours.OFF, 100).of(CAMPAIGN));
    Golden.matches("ktap/campaign.ktap", Ktap.of(CAMPAIGN));
    Golden.matches("junit/campaign.xml", JunitXml.of(CAMPAIGN));
  }

  @Test
  void aCellAloneReadsAsTheGoldenFileDoes() throws IOException {
    CampaignText text = new CampaignText(TerminalReport.Colours.OFF, 100);
    Golden.matches(
        "terminal/cell.txt",
        CAMPAIGN.cells().stream()
            .flatMap(each -> each.result().stream())
            .map(text::of)
            .collect(Collectors.joining("\n")));
  }

  @Test
  void theGridFitsTheScreenWhateverATreeIsCalled() {
    String text = new CampaignText(TerminalReport.Colours.OFF, 80).of(CAMPAIGN);
    List<String> grid = text.lines().skip(3).takeWhile(line -> !line.isBlank()).toList();
    assertThat(grid).hasSize(3).allMatch(line -> line.length() <= 80);
  }

  @Test
  void aCellThatDidNotRunIsNoPassInAnyReport() {
    CampaignRecord waiting =
        new CampaignRecord(
            CampaignRecord.FORMAT, "c", CAMPAIGN.written(), List.of(CAMPAIGN.cells().get(6)));
    assertThat(JunitXml.of(waiting)).contains("<error", "errors=\"1\"");
    assertThat(Ktap.of(waiting)).contains("\nnot ok 1 ");
    assertThat(new HtmlReport().of(waiting)).contains("INCONCLUSIVE").doesNotContain("PASS");
  }

  @Test
  void thePageShowsTheGridTheRunsAndNothingOfAHostileRunAsItIs() {
    String page = new HtmlReport().of(CAMPAIGN);
    assertThat(page)
        .contains("Campaign nightly", "FAIL 1/2", "1 running, 1 waiting", "nosplat replay ")
        .doesNotContain("<script", "\u001b");
  }

  @Test
  void aPageOfManyCellsIsCut() {
    CampaignRecord many =
        new CampaignRecord(
            CampaignRecord.FORMAT,
            "c",
            CAMPAIGN.written(),
            IntStream.range(0, 3000).mapToObj(n -> CAMPAIGN.cells().get(n % 4)).toList());
    String page = new HtmlReport().of(many);
    assertThat(page.split("nosplat replay", -1)).hasSize(1001);
    assertThat(page).contains("3000 cells");
  }
}
