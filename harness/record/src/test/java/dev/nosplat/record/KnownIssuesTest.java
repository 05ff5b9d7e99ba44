// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownIssuesTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 27);

  @TempDir private Path directory;

  private static KnownIssues parse(String yaml) {
    return KnownIssues.parse(yaml, "known.yaml", TODAY);
  }

  private static String entry(String expires) {
    return "- signature: s\n  family: warning\n  reason: r\n  expires: " + expires + "\n";
  }

  @Test
  void anEntryMayLastForTenYearsAndNotADayLonger() {
    assertThat(parse(entry("2036-11-27")).entries()).hasSize(1);
    assertThatThrownBy(() -> parse(entry("2036-11-28")))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessage(
            "entry 1 of known.yaml expires on \"2036-11-28\","
                + " which is more than 10 years from today");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+999999999-12-31", "+10000-01-01", "9999-12-31"})
  void anEntryThatNeverExpiresIsRefused(String expires) {
    assertThatThrownBy(() -> parse(entry("\"" + expires + "\"")))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageContaining("more than 10 years from today");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void yamlThatIsNestedWithoutEndIsRefusedAndOverflowsNoStack(String opening) {
    assertThatThrownBy(() -> parse(opening.repeat(100_000)))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageContaining("nested more than 20 deep");
  }

  @Test
  void aliasesThatMultiplyAreRefused() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String one = "*a" + (i - 1);
      laughs.append("a%d: &a%d [%s]\n".formatted(i, i, (one + ", ").repeat(9) + one));
    }
    assertThatThrownBy(() -> parse(laughs.toString())).isInstanceOf(UnreadableRecord.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!!javax.script.ScriptEngineManager [x]",
        "- !!java.net.URL [http://127.0.0.1/]",
        "&a [*a]",
        "- {signature: \"\\u0000\", family: warning}",
        "%YAML 9.9\n--- []",
        "\u0000",
        "--- []\n--- []"
      })
  void whatYamlCanDoBeyondAListOfMappingsIsRefused(String yaml) {
    assertThatThrownBy(() -> parse(yaml)).isInstanceOf(UnreadableRecord.class);
  }

  @Test
  void aFileOfAnyLengthCostsAMebibyteAtMost() throws IOException {
    Path file = directory.resolve("known.yaml");
    Files.write(file, "# filler\n".repeat(200_000).getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> KnownIssues.load(file, TODAY))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageContaining("longer than 1 MiB");
    assertThatThrownBy(() -> KnownIssues.load(Path.of("/dev/zero"), TODAY))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageContaining("longer than 1 MiB");
  }
}
