// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Golden;
import dev.nosplat.record.Reach;
import dev.nosplat.record.Reach.ChangedFile;
import dev.nosplat.record.Reach.Line;
import dev.nosplat.record.Reach.Place;
import dev.nosplat.record.Reach.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutantsTest {
  private static final Path SOURCE =
      Path.of("src/test/resources/dev/nosplat/engine/mutation/parking.c");
  private static final String FILE = "drivers/parking/lot.c";

  private static List<String> text() throws IOException {
    return Files.readAllLines(SOURCE);
  }

  private static Reach ran(int... numbers) {
    List<Line> lines =
        java.util.Arrays.stream(numbers).mapToObj(n -> new Line(n, 1, State.RAN, "")).toList();
    return new Reach(List.of(new ChangedFile(FILE, Place.COMPILED, 1, 1, true, "", lines)));
  }

  private static List<Mutant> mutants(int... numbers) throws IOException {
    return Mutants.of(ran(numbers), Map.of(FILE, text()));
  }

  @Test
  void eachKindOfFaultIsPlantedInItsTurn() throws Exception {
    StringBuilder all = new StringBuilder();
    List<String> text = text();
    for (Mutant mutant : mutants(22)) {
      all.append(mutant.patch(text)).append('\n');
    }
    Golden.matches("dev/nosplat/engine/mutation/parking.patches", all.toString());
  }

  @Test
  void gitAppliesEachOfThemToTheFileThatTheyWereMadeFor(@TempDir Path directory) throws Exception {
    Path file = directory.resolve(FILE);
    Files.createDirectories(file.getParent());
    Files.copy(SOURCE, file);
    List<Mutant> mutants = mutants(11, 12, 15, 22, 27, 32);
    assertThat(mutants).hasSizeGreaterThan(12);
    for (Mutant mutant : mutants) {
      Path patch = Files.writeString(directory.resolve("patch"), mutant.patch(text()));
      Process git =
          new ProcessBuilder("git", "apply", "--check", "--whitespace=nowarn", patch.toString())
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      assertThat(new String(git.getInputStream().readAllBytes(), "UTF-8")).isEmpty();
      assertThat(git.waitFor()).as("%s", mutant).isZero();
    }
  }

  @Test
  void nothingIsPutBetweenAConditionAndWhatItGuards() throws Exception {
    // "return -EINVAL;" belongs to the condition before it, "case" and "default" open a branch
    assertThat(mutants(11, 14, 17))
        .filteredOn(mutant -> mutant.after().size() > 1)
        .extracting(Mutant::line)
        .doesNotContain(11, 14, 17);
  }

  @Test
  void onlyFunctionsOfWhichAChangedLineRanAreTouched() throws Exception {
    assertThat(mutants(22)).extracting(Mutant::line).allMatch(line -> line > 6 && line < 29);
    assertThat(mutants(32)).extracting(Mutant::line).containsOnly(32);
  }

  @Test
  void aSeriesOfWhichNothingRanHasNoPlaces() throws Exception {
    assertThat(mutants()).isEmpty();
  }
}
