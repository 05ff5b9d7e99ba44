// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.splat.Headline.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Each headline that {@link KernelHeadlines} found in the kernel's sources is classified, or listed
 * as deliberately silent with a reason.
 */
class HeadlinesOfTheKernelTest {
  private static final Path DIRECTORY = Path.of("src/test/resources/headlines");

  private record Silence(Pattern pattern, String reason) {}

  @Test
  void eachIsClassifiedOrDeliberatelySilent() throws IOException {
    List<Silence> silences = silences();
    List<String> missing = new ArrayList<>();
    for (String[] headline : headlines()) {
      String text = headline[2];
      String place = headline[1] + ": " + text;
      boolean silent = silences.stream().anyMatch(s -> s.pattern.matcher(place).matches());
      if (!silent && !classified(text)) {
        missing.add(headline[0] + " " + place + "  printed as: " + printed(text));
      }
    }
    assertThat(missing).as("headlines that are neither classified nor silent").isEmpty();
  }

  @Test
  void noSilenceIsStale() throws IOException {
    List<String> places = headlines().stream().map(h -> h[1] + ": " + h[2]).toList();
    assertThat(silences())
        .filteredOn(s -> places.stream().noneMatch(place -> s.pattern.matcher(place).matches()))
        .isEmpty();
  }

  @Test
  void eachSilenceHasAReason() throws IOException {
    assertThat(silences()).allSatisfy(s -> assertThat(s.reason).isNotBlank());
  }

  @Test
  void eachClassifiedHeadlineHoldsATriggerOfTheByteScanner() throws IOException {
    assertThat(headlines())
        .extracting(headline -> printed(headline[2]))
        .filteredOn(text -> Headlines.ofForm(text).isPresent())
        .filteredOn(text -> !Headlines.triggers().isIn(text))
        .isEmpty();
  }

  private static boolean classified(String format) {
    Optional<Headline> headline = Headlines.match(printed(format));
    return headline.isPresent() && headline.get().role() != Role.TENTATIVE;
  }

  /** A format string with plausible arguments. */
  private static String printed(String format) {
    return format
        .replace("(%s): ", "(Not tainted): ")
        .replace("csd: %s ", "csd: Detected ")
        .replace("Kernel memory %s attempt", "Kernel memory overwrite attempt")
        .replaceAll("%p[SB]b?", "do_thing+0x10/0x20")
        .replaceAll("%ps", "do_thing")
        .replaceAll("%p[xK]?", "ffff888012345678")
        .replaceAll("(?<=[a-z])%s", "")
        .replaceAll("%[0-9]*s", "word")
        .replaceAll("%0(\\d+)l*x", "0000000000000010")
        .replaceAll("%#?[0-9]*[lz]*[diux]", "7")
        .replace("%%", "%");
  }

  private static List<String[]> headlines() throws IOException {
    return lines("headlines.tsv", 3);
  }

  private static List<Silence> silences() throws IOException {
    return lines("silent.tsv", 2).stream()
        .map(parts -> new Silence(Pattern.compile(parts[0]), parts[1]))
        .toList();
  }

  private static List<String[]> lines(String file, int parts) throws IOException {
    return Files.readAllLines(DIRECTORY.resolve(file)).stream()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(line -> line.split("\t", parts))
        .toList();
  }
}
