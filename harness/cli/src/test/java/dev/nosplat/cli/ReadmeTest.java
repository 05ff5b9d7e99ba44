// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What README.md says is what the code does. */
class ReadmeTest {
  private static final Path SOURCES = Path.of("../..");
  private static final Path EXAMPLE =
      SOURCES.resolve("examples/kernel-test/src/test/java/com/example/TaskStorageIT.java");

  @Test
  void itsExampleIsTheOneThatIsCompiled() throws IOException {
    String readme = Files.readString(SOURCES.resolve("README.md"));
    String shown = readme.substring(readme.indexOf("```java\n") + 8);
    shown = shown.substring(0, shown.indexOf("```"));
    assertThat(Files.readString(EXAMPLE)).endsWith("\n\n" + shown);
  }

  @Test
  void theExamplesOfThePageAboutTestsAreCompiled() throws IOException {
    String page = Files.readString(SOURCES.resolve("docs/junit.md"));
    List<String> shown =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(match -> match.group(1))
            .toList();
    List<String> compiled = new ArrayList<>();
    try (Stream<Path> files = Files.list(EXAMPLE.getParent())) {
      for (Path file : files.toList()) {
        compiled.add(Files.readString(file));
      }
    }
    assertThat(shown)
        .hasSize(4)
        .allSatisfy(
            snippet -> assertThat(compiled).anyMatch(code -> code.endsWith("\n" + snippet)));
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void everyVerdictStandsThereWithItsExitCode(Outcome outcome) throws IOException {
    try (Stream<String> lines = Files.lines(SOURCES.resolve("README.md"))) {
      assertThat(lines)
          .anyMatch(line -> line.startsWith("| " + outcome + " | " + outcome.exitCode() + " | "));
    }
  }
}
