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

class CampaignPlanTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final String KERNEL = "fedcba9876543210fedcba9876543210";

  private final CampaignPlan plan =
      new CampaignPlan(
          CampaignPlan.FORMAT,
          "nightly",
          List.of(
              new CampaignPlan.Entry(
                  KEY,
                  KERNEL,
                  true,
                  new CellResult.Cell(
                      "git+https://me:secret@example.org/linux@v7.2", "leaks", "s", "wide", 2))));

  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> {})
          .getSchema(CampaignPlan.schema());

  @Test
  void aPlanHoldsToTheSchemaIsReadBackAndTellsNoPassword() {
    assertThat(schema.validate(plan.json(), InputFormat.JSON)).isEmpty();
    assertThat(CampaignPlan.read(plan.json())).isEqualTo(plan);
    assertThat(plan.json()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"repeat\" : 2   | \"repeat\" : 0",
        "\"format\" : 1   | \"format\" : 2",
        "\"build\" : true | \"build\" : \"yes\"",
        "0123456789abcdef | 0123"
      })
  void aDocumentThatBreaksTheSchemaIsRefused(String right, String wrong) {
    assertThat(plan.json()).contains(right);
    assertThat(schema.validate(plan.json().replace(right, wrong), InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void aCellIsFoundByItsKey() {
    assertThat(plan.cell(KEY)).contains(plan.cells().get(0));
    assertThat(plan.cell(KERNEL)).isEmpty();
  }

  @Test
  void whatIsNoPlanIsToldAsSuch() {
    assertThatThrownBy(() -> CampaignPlan.read("{\"format\": 2}"))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageContaining("has format 2, and this version of nosplat reads format 1");
    assertThatThrownBy(() -> CampaignPlan.read("[]")).isInstanceOf(UnreadableRecord.class);
  }
}
