// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One warning as programs keep it, each file through the command line: packed by the programs of
 * these names, and in the journal, Docker, Kubernetes, LAVA, pstore, netconsole and kdump.
 */
class StoredLogsTest {
  private static final Path STORED = Path.of("src/test/resources/dev/nosplat/cli/stored");

  static List<Path> logs() throws IOException {
    try (Stream<Path> files = Files.list(STORED)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("logs")
  void theWarningIsFoundInEachOfThem(Path log) throws IOException {
    ScreenText screen = new ScreenText();
    assertThat(scan(screen, "--json", log.toString())).as(screen.err()).isOne();
    JsonNode splats = new ObjectMapper().readTree(screen.out()).path("splats");
    assertThat(splats).hasSize(1);
    JsonNode splat = splats.path(0);
    assertThat(splat.path("title").asText()).isEqualTo("WARNING in foo_bar at drivers/foo/bar.c:5");
    assertThat(splat.path("kernel").asText()).isEqualTo("6.1.0");
    assertThat(splat.path("frames")).hasSize(2);
  }

  @Test
  void eachOfThemHasTheSameSignature() throws IOException {
    ScreenText screen = new ScreenText();
    scan(screen, Stream.concat(Stream.of("--json"), logs().stream().map(Path::toString)));
    List<JsonNode> found =
        screen
            .out()
            .lines()
            .map(StoredLogsTest::read)
            .map(log -> log.path("splats").path(0).path("signature"))
            .distinct()
            .toList();
    assertThat(logs()).hasSizeGreaterThan(15);
    assertThat(found).hasSize(1);
  }

  private static JsonNode read(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int scan(ScreenText screen, String... arguments) {
    return scan(screen, Stream.of(arguments));
  }

  private static int scan(ScreenText screen, Stream<String> arguments) {
    return Main.run(
        Stream.concat(Stream.of("scan"), arguments).toArray(String[]::new),
        screen.terminal(),
        List.of(
            new ScanCommand(screen.terminal(), InputStream.nullInputStream(), Clock.systemUTC())));
  }
}
