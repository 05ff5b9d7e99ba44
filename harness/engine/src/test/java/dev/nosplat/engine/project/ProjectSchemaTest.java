// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.nosplat.engine.problem.BadInput;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema, which editors read, and the reader agree. */
class ProjectSchemaTest {
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> {})
          .getSchema(ProjectFile.schema());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "defaults: {tree: ., config: [rt], compiler: gcc, profile: leaks, scenario:"
            + " exit_task_delete, machine: a}\nmachines: {a: {}}",
        "known: known-issues.yaml",
        "machines: {a: {cpus: 2, memory: 64, root: virtme, append: [a=b]}}",
        "campaigns: {a: {trees: [x]}}",
        "machines: {m: {}}\ncampaigns: {a: {trees: [x], profiles: [leaks], scenarios:"
            + " [exit_task_delete], machines: [m], repeats: 2, tries: 1, exclude: [{tree: x,"
            + " profile: leaks, scenario: exit_task_delete, machine: m}]}}"
      })
  void whatTheReaderTakesHoldsToTheSchema(String text) throws Exception {
    new ProjectReader(Path.of("/nosplat.yaml")).read(text);
    assertThat(schema.validate(json(text), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tree: x",
        "defaults: {trees: x}",
        "defaults: {compiler: icc}",
        "defaults: {tree: -x}",
        "known: /etc/known-issues.yaml",
        "machines: {a: {cpus: 0}}",
        "machines: {a: {memory: 9999999}}",
        "machines: {a: {root: x}}",
        "machines: {a: {append: [a b]}}",
        "machines: {'a b': {}}",
        "campaigns: {a: {}}",
        "campaigns: {a: {trees: []}}",
        "campaigns: {a: {trees: [x, x]}}",
        "campaigns: {a: {trees: [x], repeats: 0}}",
        "campaigns: {a: {trees: [x], tries: 11}}",
        "campaigns: {a: {trees: [x], exclude: [{}]}}",
        "campaigns: {a: {trees: [x], exclude: [{trees: x}]}}"
      })
  void whatTheReaderRefusesBreaksTheSchema(String text) throws Exception {
    assertThatThrownBy(() -> new ProjectReader(Path.of("/nosplat.yaml")).read(text))
        .isInstanceOf(BadInput.class);
    assertThat(schema.validate(json(text), InputFormat.JSON)).isNotEmpty();
  }

  private static String json(String yaml) throws JsonProcessingException {
    return new ObjectMapper()
        .writeValueAsString(new Load(LoadSettings.builder().build()).loadFromString(yaml));
  }
}
