// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.record.CampaignPlan;
import dev.nosplat.record.CellResult;
import dev.nosplat.record.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class CiMatrixTest {
  private static CampaignPlan plan(String name, int cells) {
    List<CampaignPlan.Entry> entries = new ArrayList<>();
    for (int n = 0; n < cells; n++) {
      String tree = n % 2 == 0 ? "debian:newest" : "./it's ${{ github.token }} $HOME";
      entries.add(
          new CampaignPlan.Entry(
              "%032x".formatted(n),
              "%032x".formatted(1000 + n % 2),
              n % 2 == 1,
              new CellResult.Cell(tree, "lockdep", "exit_task_delete", "default", n / 2 + 1)));
    }
    return new CampaignPlan(CampaignPlan.FORMAT, name, entries);
  }

  private static Schema github() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7, builder -> {})
        .getSchema(
            Files.readString(Path.of("src/test/resources/emit/github-workflow.schema.json")));
  }

  private static Object document(String yaml) {
    return Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(yaml));
  }

  /** What stands under these names, one in the other. */
  private static Object at(Object document, String... names) {
    Object found = document;
    for (String name : names) {
      found = Objects.requireNonNull(((Map<?, ?>) found).get(name), name);
    }
    return found;
  }

  private static List<?> list(Object document, String... names) {
    return (List<?>) at(document, names);
  }

  @ParameterizedTest
  @EnumSource
  void theFileReadsAsTheGoldenFileDoes(CiMatrix forge) throws IOException {
    Golden.matches(
        "emit/" + forge.name().toLowerCase(java.util.Locale.ROOT) + ".yml",
        forge.of(plan("nightly", 5), 3, 4));
  }

  @Test
  void aWorkflowHoldsToThePublishedSchemaHoweverManyCellsItHas() throws IOException {
    for (int cells : List.of(1, 5, 600)) {
      String yaml = CiMatrix.GITHUB.of(plan("nightly", cells), 3, 4);
      assertThat(github().validate(yaml, InputFormat.YAML)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"runs-on, runs-upon", "needs:, need:", "contents: read, contents: red"})
  void theSchemaSeesAMistake(String right, String wrong) throws IOException {
    String yaml = CiMatrix.GITHUB.of(plan("nightly", 5), 3, 4);
    assertThat(yaml).contains(right);
    assertThat(github().validate(yaml.replace(right, wrong), InputFormat.YAML)).isNotEmpty();
  }

  @Test
  void noJobOfGithubHasMoreThan256CellsAndEveryCellIsThereOnce() {
    Object jobs = at(document(CiMatrix.GITHUB.of(plan("n", 600), 3, 4)), "jobs");
    List<Object> keys = new ArrayList<>();
    for (Object job : ((Map<?, ?>) jobs).values()) {
      List<?> include = list(job, "strategy", "matrix", "include");
      assertThat(include).hasSizeLessThanOrEqualTo(256);
      include.forEach(each -> keys.add(at(each, "key")));
    }
    assertThat(keys).hasSize(600).doesNotHaveDuplicates();
  }

  @Test
  void gitlabBeginsAgainWhatWeFailedAtAndNothingElse() {
    Object document = document(CiMatrix.GITLAB.of(plan("n", 600), 3, 4));
    List<Object> keys = new ArrayList<>();
    for (Object stage : list(document, "stages")) {
      Object job = at(document, (String) stage);
      assertThat(at(job, "stage")).isEqualTo(stage);
      assertThat(at(job, "retry")).isEqualTo(Map.of("max", 2, "exit_codes", List.of(6)));
      List<?> cells = list(Objects.requireNonNull(list(job, "parallel", "matrix").get(0)), "CELL");
      assertThat(cells).hasSizeLessThanOrEqualTo(200);
      keys.addAll(cells);
    }
    assertThat(keys).hasSize(600).doesNotHaveDuplicates();
    assertThat(CiMatrix.GITLAB.of(plan("n", 2), 1, 4)).doesNotContain("retry");
  }

  @ParameterizedTest
  @EnumSource
  void noKeyIsANumberToAnyReader(CiMatrix forge) {
    assertThat(forge.of(plan("n", 600), 3, 4).lines().map(String::strip))
        .filteredOn(line -> line.contains("00000"))
        .hasSize(600)
        .allMatch(line -> line.matches("- (key: )?'[0-9a-f]{32}'"));
  }

  @Test
  void noExpressionOfATreesNameIsEvaluated() {
    assertThat(CiMatrix.GITHUB.of(plan("n", 2), 3, 4))
        .contains("$ {{ github.token }} $HOME / lockdep")
        .doesNotContain("it's ${{");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "$(id)", "${{ x }}", "-rf", "a'b", ""})
  void aNameThatAShellOrAForgeWouldReadIsRefused(String name) {
    assertThatThrownBy(() -> CiMatrix.GITHUB.of(plan(name, 1), 3, 4)).isInstanceOf(BadInput.class);
  }

  @Test
  void aCampaignWithNothingToRunIsNoFile() {
    assertThatThrownBy(() -> CiMatrix.GITLAB.of(plan("n", 0), 3, 4))
        .hasMessageContaining("Nothing of this campaign is to be run");
  }
}
