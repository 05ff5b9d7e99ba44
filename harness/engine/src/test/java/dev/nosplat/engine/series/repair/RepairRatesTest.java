// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.series.repair.RepairRates.Row;
import dev.nosplat.engine.series.text.RawText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clean diffs of our own C files, which are in the kernel's style, damaged in every way and
 * repaired. The table of docs/patches.md is made in the same way from files of the kernel.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RepairRatesTest {
  private static final int DIFFS_PER_FILE = 3;

  private Map<Hurt, Row> rows = Map.of();
  private int all;

  @BeforeAll
  void repairEverything(@TempDir Path scratch) throws Exception {
    RepairRates rates = new RepairRates(scratch);
    for (Path file : sources()) {
      for (int i = 0; i < DIFFS_PER_FILE; i++) {
        rates.add(String.valueOf(file.getFileName()), RawText.of(Files.readAllBytes(file)));
      }
    }
    all = rates.size();
    rows = rates.rows();
    System.out.println(all + " diffs\n" + RepairRates.table(rows));
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> guest = Files.walk(Path.of("../../vm-images"));
        Stream<Path> bpf = Files.walk(Path.of("../../bpf-progs"));
        Stream<Path> scenarios = Files.walk(Path.of("../../scenarios"))) {
      return Stream.of(guest, bpf, scenarios)
          .flatMap(files -> files)
          .filter(file -> file.toString().matches(".*\\.[ch]"))
          .sorted()
          .toList();
    }
  }

  @Test
  void noDamageEndsInOtherContent() {
    assertThat(all).isGreaterThan(30);
    assertThat(rows).allSatisfy((hurt, row) -> assertThat(row.content()).as(hurt.words()).isZero());
  }

  @Test
  void everyLineThatIsWrongIsNamed() {
    assertThat(rows).allSatisfy((hurt, row) -> assertThat(row.silent()).as(hurt.words()).isZero());
  }

  @Test
  void whatLostNothingButColumnsWrappingOrQuotingComesBackToTheByte() {
    List<Hurt> harmless =
        List.of(
            Hurt.FIRST_COLUMN,
            Hurt.WRAPPED,
            Hurt.WRAPPED_COLUMN,
            Hurt.QUOTED_WRAPPED,
            Hurt.ENTITIES,
            Hurt.TRAILING);
    assertThat(harmless)
        .allSatisfy(
            hurt ->
                assertThat(rows.getOrDefault(hurt, none()).identical())
                    .as(hurt.words())
                    .isGreaterThanOrEqualTo(all * 149 / 150));
  }

  @Test
  void blankLinesThatWereDroppedComeBackInNineOfTenDiffs() {
    assertThat(rows.getOrDefault(Hurt.LINES_STRIPPED_NO_BLANKS, none()).identical())
        .isGreaterThanOrEqualTo(all * 9 / 10);
  }

  @Test
  void whiteSpaceThatWasCollapsedComesBackInThreeOfFourDiffs() {
    assertThat(rows.getOrDefault(Hurt.COLLAPSED, none()).identical())
        .isGreaterThanOrEqualTo(all * 3 / 4);
  }

  private static Row none() {
    return new Row(0, 0, 0, 0, 0, 0, 0);
  }
}
