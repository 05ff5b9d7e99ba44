// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class CampaignRecordTest {
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> {})
          .getSchema(CampaignRecord.schema());

  @Test
  void aCampaignHoldsToTheSchemaAndIsReadBack() {
    CampaignRecord campaign = Recorded.campaign();
    assertThat(schema.validate(campaign.json(), InputFormat.JSON)).isEmpty();
    assertThat(CampaignRecord.read(campaign.json())).isEqualTo(campaign);
  }

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#NAMES")
  void theResultOfEveryRunIsReadBack(String name) {
    CellResult.Cell cell = new CellResult.Cell("x", "lockdep", "s", "default", 1);
    CellResult result = CellResult.of("k", cell, Recorded.run(name));
    assertThat(CellResult.read(result.json())).isEqualTo(result);
    assertThat(result.json()).doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"state\" : \"DONE\"    | \"state\" : \"WAITING\"",
        "\"state\" : \"WAITING\" | \"state\" : \"DONE\"",
        "\"repeat\" : 1          | \"repeat\" : 0",
        "\"format\" : 1          | \"format\" : 2",
        "\"outcome\" : \"FAIL\"  | \"outcome\" : \"MAYBE\""
      })
  void aDocumentThatBreaksTheSchemaIsRefused(String right, String wrong) {
    String json = Recorded.campaign().json();
    assertThat(json).contains(right);
    assertThat(schema.validate(json.replace(right, wrong), InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void whatIsNoRecordIsToldAsSuch() {
    assertThatThrownBy(() -> CampaignRecord.read("{\"format\": 2}"))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageContaining("has format 2, and this version of nosplat reads format 1");
    assertThatThrownBy(() -> CellResult.read("{")).isInstanceOf(UnreadableRecord.class);
  }

  @Test
  void theWorstOutcomeCountsAndAnOpenCellIsNoPass() {
    assertThat(Recorded.campaign().outcome()).isEqualTo(Outcome.FAIL);
    CampaignRecord.Entry pass = Recorded.campaign().cells().get(0);
    CampaignRecord.Entry waiting = Recorded.campaign().cells().get(6);
    assertThat(of(pass).outcome()).isEqualTo(Outcome.PASS);
    assertThat(of(pass, waiting).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(of().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
  }

  private static CampaignRecord of(CampaignRecord.Entry... cells) {
    return new CampaignRecord(
        CampaignRecord.FORMAT, "c", Recorded.campaign().written(), List.of(cells));
  }
}
