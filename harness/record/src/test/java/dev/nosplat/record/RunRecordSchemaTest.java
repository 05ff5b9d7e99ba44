// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.HeldLock;
import dev.nosplat.splat.Splat;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class RunRecordSchemaTest {
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemas(
                  Map.of(
                      "urn:nosplat:run-record:2",
                      RunRecordJson.schema(),
                      "urn:nosplat:gate-record:2",
                      GateRecordJson.schema())));
  private final Schema schema = registry.getSchema(RunRecordJson.schema());
  private final Schema gateSchema = registry.getSchema(GateRecordJson.schema());

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#NAMES")
  void everyDocumentHoldsToTheSchema(String name) {
    assertThat(errors(RunRecordJson.write(Recorded.run(name)))).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#GATES")
  void everyGateHoldsToItsSchema(String name) {
    assertThat(gateSchema.validate(GateRecordJson.write(Recorded.gate(name)), InputFormat.JSON))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"standing\" : \"NEW\" | \"standing\" : \"OLD\"",
        "\"seen\" : 1            | \"seen\" : -1",
        "\"met\" : true          | \"met\" : \"yes\""
      })
  void aGateThatBreaksItsSchemaIsRefusedInTheRunsInsideItToo(String right, String wrong) {
    String json = Recorded.json("gate-new");
    assertThat(json).contains(right);
    assertThat(gateSchema.validate(json.replace(right, wrong), InputFormat.JSON)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format\" : 2            | \"format\" : 3",
        "\"outcome\" : \"FAIL\"    | \"outcome\" : \"MAYBE\"",
        "\"durationMillis\" : 44490| \"durationMillis\" : -1",
        "\"started\" : \"2026      | \"started\" : \"in 2026",
        "\"signature\"             | \"fingerprint\"",
        "\"accelerator\" : \"TCG\" | \"accelerator\" : \"BOCHS\"",
        "\"context\" : \"5:5\",    | ' '",
        "\"met\" : true            | \"met\" : \"yes\""
      })
  void aDocumentThatBreaksTheSchemaIsRefused(String right, String wrong) {
    String json = Recorded.json("fail");
    assertThat(json).contains(right);
    assertThat(errors(json.replace(right, wrong))).isNotEmpty();
  }

  @Test
  void theSchemaNamesEveryComponentOfEveryRecordAndRequiresThoseThatAreNeverAbsent()
      throws Exception {
    JsonNode root = new ObjectMapper().readTree(RunRecordJson.schema());
    JsonNode defs = root.path("$defs");
    assertSame(root, RunRecord.class);
    assertSame(root.path("properties").path("evidence"), Evidence.class);
    assertSame(defs.path("subject"), Subject.class);
    assertSame(defs.path("machine"), MachineFacts.class);
    assertSame(defs.path("phase"), Phase.class);
    assertSame(defs.path("requirement"), Requirement.class);
    assertSame(defs.path("verdict"), Verdict.class);
    assertSame(defs.path("splat"), Splat.class);
    assertSame(defs.path("frame"), Frame.class);
    assertSame(defs.path("lock"), HeldLock.class);
  }

  @Test
  void theGateSchemaNamesEveryComponentToo() throws Exception {
    JsonNode root = new ObjectMapper().readTree(GateRecordJson.schema());
    JsonNode defs = root.path("$defs");
    assertSame(root, GateRecord.class);
    assertSame(defs.path("control"), ControlRun.class);
    assertSame(defs.path("step"), Step.class);
    assertSame(defs.path("finding"), Finding.class);
    assertSame(defs.path("rate"), Rate.class);
  }

  private static void assertSame(JsonNode object, Class<?> record) {
    List<RecordComponent> components = Arrays.asList(record.getRecordComponents());
    assertThat(names(object.path("properties")))
        .as("properties of %s in the schema", record.getSimpleName())
        .isEqualTo(
            components.stream()
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new)));
    assertThat(
            StreamSupport.stream(object.path("required").spliterator(), false)
                .map(JsonNode::asText))
        .as("required of %s in the schema", record.getSimpleName())
        .containsExactlyInAnyOrderElementsOf(
            components.stream()
                .filter(c -> c.getType() != Optional.class)
                .map(RecordComponent::getName)
                .toList());
  }

  private static Set<String> names(JsonNode properties) {
    Set<String> names = new TreeSet<>();
    properties.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private List<Error> errors(String json) {
    return schema.validate(json, InputFormat.JSON);
  }
}
