// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.ktap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KtapReaderTest {
  private static final Path OUTPUTS = Path.of("src/test/resources/ktap");

  static List<String> outputs() throws IOException {
    try (var files = Files.list(OUTPUTS)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".ktap"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("outputs")
  void anOutputIsReadAsItsGoldenFileSays(String output) throws IOException {
    Results results = KtapReader.read(Files.readString(OUTPUTS.resolve(output)));
    Golden.matches("ktap/" + output.replace(".ktap", ".txt"), describe(results));
  }

  @Test
  void aTestFailsWithAnyOfItsSubtestsWhateverItsOwnLineSays() {
    TestResult test =
        KtapReader.read("KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n  not ok 1 a\nok 1 b\n")
            .tests()
            .get(0);
    assertThat(test.status()).isEqualTo(TestResult.Status.PASSED);
    assertThat(test.failed()).isTrue();
  }

  @Test
  void aSkippedSubtestFailsNobody() {
    TestResult test =
        KtapReader.read("KTAP version 1\n  KTAP version 1\n  not ok 1 a # SKIP no a\nok 1 b\n")
            .tests()
            .get(0);
    assertThat(test.failed()).isFalse();
  }

  @Test
  void whatIsNoKtapHoldsNoResults() {
    Results results = KtapReader.read("bash: runner: command not found\n");
    assertThat(results.tests()).isEmpty();
    assertThat(results.rest()).containsExactly("bash: runner: command not found");
  }

  private static String describe(Results results) {
    StringBuilder out = new StringBuilder();
    results.tests().forEach(test -> describe(test, "", out));
    results.rest().forEach(line -> out.append("rest | ").append(line).append('\n'));
    results.complaints().forEach(line -> out.append("complaint | ").append(line).append('\n'));
    return out.toString();
  }

  private static void describe(TestResult test, String indent, StringBuilder out) {
    out.append(indent)
        .append(test.number())
        .append(' ')
        .append(test.status().name().toLowerCase(Locale.ROOT))
        .append(test.failed() ? " (failed) " : " ")
        .append(test.name())
        .append(test.comment().isEmpty() ? "" : " # " + test.comment())
        .append('\n');
    test.diagnostics().forEach(line -> out.append(indent).append("  | ").append(line).append('\n'));
    test.subtests().forEach(subtest -> describe(subtest, indent + "    ", out));
  }

  @Test
  void numbersThatNoTestCanHaveAreDiagnosticsAndNoReasonToThrow() {
    Results results =
        KtapReader.read("KTAP version 1\n1..99999999999\nok 99999999999 one\nok 1 two\n");
    assertThat(results.tests()).extracting(TestResult::name).containsExactly("two");
  }
}
