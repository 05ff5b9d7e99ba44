// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The attacks of {@code docs/attacks.tsv} as the table of docs/threat-model.md, which {@code
 * -Dnosplat.golden=rewrite} writes; every test that a row names is there.
 */
class ThreatModelTest {
  private static final Path SOURCES = Path.of("../..");
  private static final Path PAGE = SOURCES.resolve("docs/threat-model.md");
  private static final Path ROWS = SOURCES.resolve("docs/attacks.tsv");
  private static final String BEGIN = "<!-- attacks.tsv -->\n";
  private static final String END = "<!-- end of attacks.tsv -->\n";
  private static final Pattern TEST =
      Pattern.compile("(?:[a-z.]+[.])?(\\w+(?:Test|IT))?(?:#(\\w+))?");

  /**
   * One row.
   *
   * @param attack what was tried
   * @param protection what keeps it from working
   * @param tests what shows that, {@code Class#method} each
   * @param seen the day on which the tests passed, or a word why there is none
   */
  private record Attack(String attack, String protection, String tests, String seen) {}

  @Test
  void theTableOfThePageIsMadeOfTheRows() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    String made = page.substring(0, from) + table() + page.substring(page.indexOf(END));
    if ("rewrite".equals(System.getProperty("nosplat.golden"))) {
      Files.writeString(PAGE, made);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(made);
  }

  @Test
  void everyTestThatARowNamesIsThere() throws IOException {
    Map<String, String> sources = testSources();
    List<String> missing = new ArrayList<>();
    for (Attack attack : attacks()) {
      String lastClass = "";
      for (String test : attack.tests().split("[;,] *")) {
        if (test.startsWith("read: ")) {
          continue; // Nothing runs it: the code was read, and the row says so.
        }
        Matcher named = TEST.matcher(test.strip());
        if (!named.matches()) {
          missing.add(test + " is no test's name, in the row of: " + attack.attack());
          continue;
        }
        lastClass = named.group(1) == null ? lastClass : named.group(1);
        String source = sources.getOrDefault(lastClass, "");
        if (source.isEmpty() || named.group(2) != null && !source.contains(named.group(2) + "(")) {
          missing.add(lastClass + "#" + named.group(2));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static String table() throws IOException {
    StringBuilder table = new StringBuilder("| attack | what protects | seen by | on |\n");
    table.append("|---|---|---|---|\n");
    for (Attack attack : attacks()) {
      table.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  escaped(attack.attack()),
                  escaped(attack.protection()),
                  attack.tests(),
                  attack.seen()));
    }
    return table.toString();
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }

  private static List<Attack> attacks() throws IOException {
    try (Stream<String> lines = Files.lines(ROWS)) {
      return lines
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .map(fields -> new Attack(fields[0], fields[1], fields[2], fields[3]))
          .toList();
    }
  }

  /** The test classes of all modules, by their simple name. */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SOURCES.resolve("harness"))) {
      for (Path file :
          files
              .filter(
                  f -> f.toString().contains("/src/test/java/") && f.toString().endsWith(".java"))
              .toList()) {
        String name = String.valueOf(file.getFileName()).replace(".java", "");
        all.put(name, Files.readString(file));
      }
    }
    return all;
  }
}
