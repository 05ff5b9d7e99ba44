// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioSetTest {
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12,
              builder ->
                  builder.schemas(
                      Map.of(
                          "urn:nosplat:run-record:2",
                          RunRecordJson.schema(),
                          "urn:nosplat:gate-record:2",
                          GateRecordJson.schema())))
          .getSchema(ScenarioSet.schema());

  @ParameterizedTest
  @CsvSource({
    "'PASS,FAIL,PASS',                  FAIL",
    "'FAIL,BUILD_FAILED,INFRA_FAILED',  FAIL",
    "'INCONCLUSIVE,BOOT_FAILED',        BOOT_FAILED",
    "'PASS,INCONCLUSIVE,INFRA_FAILED',  INFRA_FAILED",
    "'PASS,INCONCLUSIVE',               INCONCLUSIVE",
    "'PASS,PASS',                       PASS"
  })
  void theWorstScenarioDecidesAndIsNamed(String given, Outcome worst) {
    List<ScenarioSet.Part> parts = new ArrayList<>();
    for (String outcome : given.split(",")) {
      parts.add(part("s" + parts.size(), Outcome.valueOf(outcome)));
    }
    Verdict verdict = ScenarioSet.verdict(parts);
    assertThat(verdict.outcome()).isEqualTo(worst);
    int at = List.of(given.split(",")).indexOf(worst.name());
    assertThat(verdict.reason())
        .startsWith(
            worst == Outcome.PASS
                ? "each of 2 scenarios passes, with its own evidence: s0, s1"
                : "scenario s" + at + ": because s" + at);
  }

  @Test
  void ofScenariosThatEndAlikeTheFirstDecides() {
    assertThat(
            ScenarioSet.decisive(List.of(part("a", Outcome.FAIL), part("b", Outcome.FAIL)))
                .scenario())
        .isEqualTo("a");
    assertThatThrownBy(() -> ScenarioSet.decisive(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDocumentIsReadBackAndHoldsToItsSchema(@TempDir Path directory) throws Exception {
    for (ScenarioSet each : List.of(Recorded.scenarios(), Recorded.gatedScenarios(), unrun())) {
      assertThat(schema.validate(each.json(), InputFormat.JSON)).isEmpty();
      assertThat(ScenarioSet.read(each.json())).isEqualTo(each);
      Files.writeString(directory.resolve(ScenarioSet.FILE), each.json());
      assertThat(ScenarioSet.load(directory).directory()).isEqualTo(directory);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format\" : 1,        | \"format\" : 2,",
        "\"state\" : \"SEEN\"   | \"state\" : \"MAYBE\"",
        "\"scenario\" : \"lru_exits\" | \"name\" : \"lru_exits\"",
        "\"met\" : true         | \"met\" : \"yes\""
      })
  void aDocumentThatBreaksTheSchemaIsRefused(String right, String wrong) {
    String json = Recorded.scenarios().json();
    assertThat(json).contains(right);
    assertThat(schema.validate(json.replace(right, wrong), InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void theSchemaNamesEveryComponent() throws Exception {
    var root = new ObjectMapper().readTree(ScenarioSet.schema());
    for (var pair :
        Map.of(root, ScenarioSet.class, root.path("$defs").path("part"), ScenarioSet.Part.class)
            .entrySet()) {
      TreeSet<String> names = new TreeSet<>();
      pair.getKey().path("properties").fieldNames().forEachRemaining(names::add);
      assertThat(names)
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(pair.getValue().getRecordComponents()).map(c -> c.getName()).toList());
    }
  }

  @Test
  void anOutcomeIsTheWorstOfNoneOnlyWhereThereIsOne() {
    assertThat(Outcome.worst(Stream.of())).isEmpty();
    assertThat(Outcome.worst(Arrays.stream(Outcome.values()))).contains(Outcome.FAIL);
  }

  /** A check one of whose controls was not seen: that scenario has no run. */
  private static ScenarioSet unrun() {
    return Recorded.scenarios(
        List.of(part("blind", Outcome.INCONCLUSIVE), part("other", Outcome.PASS)));
  }

  private static ScenarioSet.Part part(String name, Outcome outcome) {
    return new ScenarioSet.Part(
        name,
        new Verdict(outcome, Cause.NOTHING_SEEN, "because " + name, List.of(), ""),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
