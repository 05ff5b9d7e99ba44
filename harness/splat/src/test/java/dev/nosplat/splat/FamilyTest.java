// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class FamilyTest {
  private static final String HEAD = "| family | the kernel's report |";

  private static final Pattern TABLE = Pattern.compile(Pattern.quote(HEAD) + "(\\n\\|.*)+");

  /** A constant's Javadoc and its id; the Javadoc of one constant holds no other's. */
  private static final Pattern CONSTANT =
      Pattern.compile(
          "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*[A-Z_]+\\(\\s*[a-z]+\\(\"([a-z-]+)\"\\)", Pattern.DOTALL);

  @Test
  void everyIdLeadsBackToItsFamily() {
    assertThat(Family.values()).allSatisfy(f -> assertThat(Family.byId(f.id())).contains(f));
  }

  @Test
  void theDocumentationsTableIsWhatTheEnumsJavadocSays() throws IOException {
    String source = Files.readString(Path.of("src/main/java/dev/nosplat/splat/Family.java"));
    String page = Files.readString(Path.of("../../docs/scan.md"));
    String table = table(source);
    if ("rewrite".equals(System.getProperty("nosplat.golden"))) {
      page = TABLE.matcher(page).replaceFirst(Matcher.quoteReplacement(table));
      Files.writeString(Path.of("../../docs/scan.md"), page);
    }
    assertThat(page).contains("\n\n" + table + "\n");
    assertThat(table.lines().skip(2)).hasSameSizeAs(Family.values());
  }

  /** One row a constant; a constant without Javadoc has none. */
  private static String table(String source) {
    String rows =
        CONSTANT
            .matcher(source.substring(source.indexOf("enum Family")))
            .results()
            .map(c -> "| `" + c.group(2) + "` | " + words(c.group(1)) + " |")
            .collect(Collectors.joining("\n"));
    return HEAD + "\n|---|---|\n" + rows;
  }

  private static String words(String javadoc) {
    return javadoc
        .replaceAll("\\s*\\n\\s*\\*\\s*", " ")
        .replaceAll("\\{@code ([^}]*)\\}", "`$1`")
        .strip();
  }

  @Test
  void noMessageFitsTheFormsOfTwoFamiliesSoThatTheirOrderSaysNothing() {
    List<FamilyRow.Form> seen = new ArrayList<>();
    for (GoldenLog log : GoldenLog.all()) {
      for (String line : new String(log.log(), StandardCharsets.UTF_8).split("\n")) {
        String message = ConsoleLine.parse(1, line).message();
        for (boolean fallback : new boolean[] {false, true}) {
          List<Family> fits = new ArrayList<>();
          for (Family family : Family.values()) {
            for (FamilyRow.Form form : family.row().forms()) {
              if (form.fallback() == fallback && form.pattern().matcher(message).lookingAt()) {
                fits.add(family);
                seen.add(form);
              }
            }
          }
          assertThat(Set.copyOf(fits)).as(message).hasSizeLessThan(2);
        }
      }
    }
    assertThat(Set.copyOf(seen)).hasSizeGreaterThan(60);
  }

  @Test
  void everyFamilyIsExplainedWithItsUsualCures() {
    assertThat(Family.values())
        .allSatisfy(
            family ->
                assertThat(family.explanation())
                    .as(family.id())
                    .hasSize(2)
                    .last(InstanceOfAssertFactories.STRING)
                    .startsWith("Usual cures: "));
    assertThat(Explanations.all()).hasSameSizeAs(Family.values());
  }

  @Test
  void everyFamilyHasAGoldenLog() {
    Set<Family> seen =
        GoldenLog.all().stream()
            .flatMap(log -> log.read().stream())
            .map(Splat::family)
            .collect(Collectors.toSet());
    assertThat(Arrays.asList(Family.values())).allSatisfy(f -> assertThat(seen).contains(f));
  }
}
