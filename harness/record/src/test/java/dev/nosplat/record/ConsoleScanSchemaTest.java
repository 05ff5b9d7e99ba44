// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleScanSchemaTest {
  private static final Path LOGS = Path.of("../splat/src/test/resources/logs");

  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> {})
          .getSchema(ConsoleScan.schema());

  @Test
  void whatIsFoundInEveryGoldenLogHoldsToTheSchema() throws IOException {
    try (Stream<Path> logs = Files.list(LOGS)) {
      for (Path log : logs.sorted().toList()) {
        assertThat(schema.validate(json(log), InputFormat.JSON)).as("%s", log).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format\":1     | \"format\":2",
        "\"kernel\":true  | \"kernel\":\"yes\"",
        "\"family\":\"kasan\" | \"family\":\"KASAN!\"",
        "\"reliable\":true | \"reliable\":1"
      })
  void aDocumentThatBreaksTheSchemaIsRefused(String right, String wrong) throws IOException {
    String json = json(LOGS.resolve("kasan-use-after-free-7.3.log"));
    assertThat(json).contains(right);
    assertThat(schema.validate(json.replace(right, wrong), InputFormat.JSON)).isNotEmpty();
  }

  private static String json(Path log) throws IOException {
    List<Splat> splats = new ArrayList<>();
    SplatReader reader = new SplatReader(splats::add);
    byte[] bytes = Files.readAllBytes(log);
    reader.accept(bytes, 0, bytes.length);
    reader.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ConsoleScan(log.toString(), reader.lines(), reader.sawKernel(), splats).writeJson(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
