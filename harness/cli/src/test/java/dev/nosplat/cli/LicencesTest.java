// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every source says in its first lines under which licence it is, and it is the right one. */
class LicencesTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern SOURCE =
      Pattern.compile(
          ".*\\.(java|sh|c|h|config|yaml|jte)|(.*/)?(pom\\.xml|Makefile|Dockerfile)"
              + "|nosplat|\\.ci/run");
  private static final Pattern GPL =
      Pattern.compile(
          "(bpf-progs|vm-images/canary)/.*|(scenarios|examples)/.*\\.(bpf\\.c|h)|.*/kconfig-facts\\.c");
  private static final int FIRST_LINES = 3;

  @Test
  void everySourceNamesItsLicence() throws IOException {
    List<String> wrong;
    try (Stream<Path> files = Files.walk(ROOT)) {
      wrong =
          files
              .filter(Files::isRegularFile)
              .map(file -> ROOT.relativize(file).toString())
              .filter(file -> !file.matches("(.*/)?(target|\\.git|\\.mvn)/.*"))
              .filter(file -> !file.contains("/src/test/resources/"))
              .filter(file -> SOURCE.matcher(file).matches())
              .filter(file -> !names(file, licence(file)))
              .sorted()
              .toList();
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aSourceWithoutItsLicenceIsNoticed() {
    assertThat(names("Dockerfile", "Apache-2.0")).isTrue();
    assertThat(names("Dockerfile", "GPL-2.0-only")).isFalse();
    assertThat(names("README.md", "Apache-2.0")).isFalse();
  }

  private static String licence(String file) {
    return GPL.matcher(file).matches() ? "GPL-2.0-only" : "Apache-2.0";
  }

  private static boolean names(String file, String licence) {
    try (Stream<String> lines = Files.lines(ROOT.resolve(file))) {
      return lines
          .limit(FIRST_LINES)
          .anyMatch(line -> line.contains("SPDX-License-Identifier: " + licence));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }
}
