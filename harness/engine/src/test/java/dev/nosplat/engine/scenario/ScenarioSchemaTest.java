// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.splat.Family;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema, which editors read, and the reader agree. */
class ScenarioSchemaTest {
  private static final String COMMAND = "purpose: x\nworkload: {seconds: 1, command: [ls]}\n";

  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> {})
          .getSchema(Catalogue.schema());

  @Test
  void allThatComeWithNosplatHoldToIt() throws Exception {
    for (Catalogue.Entry each : Catalogue.packed()) {
      String text = Catalogue.files(each.name(), Path.of("")).text("scenario.yaml").orElseThrow();
      assertThat(schema.validate(json(text), InputFormat.JSON)).as(each.name()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "scheduler: mine.bpf.c",
        "programs: [other.bpf.c]",
        "evidence: [{name: a b, output: tasks, least: 1, most: 2}]",
        "evidence: [{name: a, file: /proc/uptime, least: 0}]",
        "evidence: [{name: a, map: m, field: f, least: 1, cpus: 2}]",
        "expects: [warning]",
        "detectors: [CONFIG_KASAN]",
        "fragments: [kasan]",
        "machine: {cpus: 2, memory: 512, root: virtme}",
        "control: {family: kasan, word: my_word}"
      })
  void whatTheReaderTakesHoldsToTheSchema(String more) throws Exception {
    read(COMMAND + more);
    assertThat(schema.validate(json(COMMAND + more), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "workload: {seconds: 1, command: [ls]}",
        "purpose: x",
        "purpose: x\nworkload: {seconds: 1}",
        "purpose: x\nworkload: {command: [ls]}",
        "purpose: x\nworkload: {seconds: 0, command: [ls]}",
        "purpose: x\nworkload: {seconds: 1, command: [ls], sweep: {tasks: 1}}",
        "purpose: x\nworkload: {seconds: 1, command: []}",
        "purpose: x\nworkload: {seconds: 1, selftests: mm}",
        "purpose: x\nworkload: {seconds: 1, churn: {mode: mixed, deletes: 1}}",
        "purpose: x\nscheduler: mine.bpf.c\nworkload: {seconds: 1, churn: {mode: mixed}}",
        "purpose: x\nscheduler: mine.bpf.c\nexpects: [warning]\n"
            + "workload: {seconds: 1, churn: {mode: mixed, deletes: 1}}",
        "purpose: x\nworkload: {seconds: 1, sweep: {tasks: 0}}",
        COMMAND + "colour: red",
        COMMAND + "scheduler: mine.c",
        COMMAND + "programs: [mine]",
        COMMAND + "evidence: [{name: a, least: 1}]",
        COMMAND + "evidence: [{name: a, output: x}]",
        COMMAND + "evidence: [{name: a, output: x, file: /a, least: 1}]",
        COMMAND + "evidence: [{name: a, map: m, least: 1}]",
        COMMAND + "evidence: [{name: a, output: x, field: f, least: 1}]",
        COMMAND + "evidence: [{name: a, output: x, least: 1, cpus: 2}]",
        COMMAND + "evidence: [{name: a, output: x, leest: 1}]",
        COMMAND + "expects: [bad-hair]",
        COMMAND + "detectors: [KASAN]",
        COMMAND + "fragments: [a/b]",
        COMMAND + "machine: {cpus: 0}",
        COMMAND + "machine: {root: x}",
        COMMAND + "control: {family: kasan}",
        COMMAND + "control: {family: bad-hair, word: my_word}",
        COMMAND + "control: {family: kasan, word: x}"
      })
  void whatTheReaderRefusesBreaksTheSchema(String text) throws Exception {
    assertThatThrownBy(() -> read(text)).isInstanceOf(BadInput.class);
    assertThat(schema.validate(json(text), InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void itKnowsEveryFamilyAndEveryRoot() throws Exception {
    JsonNode tree = new ObjectMapper().readTree(Catalogue.schema());
    assertThat(texts(tree.at("/$defs/family/enum")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Family.values()).map(Family::id).toList());
    assertThat(texts(tree.at("/properties/machine/properties/root/enum")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Root.values()).map(Root::label).toList());
  }

  private static List<String> texts(JsonNode array) {
    List<String> all = new ArrayList<>();
    array.forEach(each -> all.add(each.asText()));
    return all;
  }

  private static void read(String yaml) {
    TreeMap<String, ScenarioFiles.Content> files = new TreeMap<>();
    List<String> beside = new ArrayList<>(List.of("mine.bpf.c", "other.bpf.c"));
    if (yaml.contains("control:")) {
      beside.add("control.patch");
    }
    beside.forEach(name -> files.put(name, new ScenarioFiles.Content(new byte[0], false)));
    files.put(
        "scenario.yaml", new ScenarioFiles.Content(yaml.getBytes(StandardCharsets.UTF_8), false));
    new ScenarioReader(new ScenarioFiles("mine", files)).read();
  }

  private static String json(String yaml) throws JsonProcessingException {
    return new ObjectMapper()
        .writeValueAsString(new Load(LoadSettings.builder().build()).loadFromString(yaml));
  }
}
