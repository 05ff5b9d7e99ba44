// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.record.CellResult;
import dev.nosplat.record.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellResultsTest {
  @TempDir private Path directory;
  private CellResults results;
  private PlannedCell cell;

  @BeforeEach
  void begin() throws Exception {
    results = new CellResults(directory.resolve("cells"));
    cell = new Described(directory).campaign("trees: [a]").cells().get(0);
  }

  @Test
  void whatIsKeptIsReadBack() {
    CellResult result = Described.result(cell, "fail");
    assertThat(results.verdict(cell.key())).isEmpty();
    assertThat(results.keep(result)).isTrue();
    assertThat(results.verdict(cell.key())).contains(result);
    assertThat(results.listing().done()).containsExactly(cell.key());
    assertThat(results.all()).containsExactly(result);
  }

  @Test
  void theFirstVerdictStays() {
    assertThat(results.keep(Described.result(cell, "pass"))).isTrue();
    assertThat(results.keep(Described.result(cell, "fail"))).isFalse();
    assertThat(results.verdict(cell.key()))
        .hasValueSatisfying(r -> assertThat(r.verdict().outcome()).isEqualTo(Outcome.PASS));
  }

  @Test
  void ofManyWorkersWithOneCellOneGivesTheVerdict() throws Exception {
    int workers = 16;
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      CountDownLatch together = new CountDownLatch(workers);
      List<Future<Boolean>> kept = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        CellResult result = Described.result(cell, i % 2 == 0 ? "pass" : "fail");
        kept.add(
            pool.submit(
                () -> {
                  together.countDown();
                  together.await();
                  return results.keep(result);
                }));
      }
      int counting = 0;
      for (Future<Boolean> each : kept) {
        counting += each.get() ? 1 : 0;
      }
      assertThat(counting).isOne();
      assertThat(results.all()).hasSize(1);
      try (Stream<Path> files = Files.list(directory.resolve("cells"))) {
        assertThat(files).hasSize(1); // no draft is left
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void everyTryIsKeptAndNoneIsAVerdict() {
    results.keep(Described.result(cell, "infra-failed"));
    results.keep(Described.result(cell, "infra-failed"));
    assertThat(results.tries(cell.key())).hasSize(2);
    assertThat(results.verdict(cell.key())).isEmpty();
    assertThat(results.listing().done()).isEmpty();
    results.keep(Described.result(cell, "pass"));
    assertThat(results.listing().done()).containsExactly(cell.key());
  }

  @Test
  void whatAKilledProcessLeftIsNoResult() throws IOException {
    Path cells = Files.createDirectories(directory.resolve("cells"));
    Files.writeString(cells.resolve("draft-1"), "{\"format\":1");
    assertThat(results.listing().done()).isEmpty();
    assertThat(results.all()).isEmpty();
  }

  @Test
  void whatAnotherVersionHasWrittenIsWrittenAgain() throws IOException {
    Path cells = Files.createDirectories(directory.resolve("cells"));
    Files.writeString(cells.resolve(cell.key() + ".json"), "{\"format\":99}");
    assertThat(results.verdict(cell.key())).isEmpty();
    assertThat(results.keep(Described.result(cell, "pass"))).isTrue();
    assertThat(results.verdict(cell.key())).isPresent();
  }

  @Test
  void aResultThatCannotBeKeptIsOurFaultAndSaysTheVerdict() throws IOException {
    Files.writeString(directory.resolve("cells"), "a file where the directory should be");
    assertThatThrownBy(() -> results.keep(Described.result(cell, "fail")))
        .isInstanceOfSatisfying(
            InfraFailed.class, e -> assertThat(e.evidence()).contains("it was FAIL"));
  }

  @Test
  void aCellIsClaimedByOne() {
    try (FileLock first = results.claim(cell.key()).orElseThrow()) {
      assertThat(results.claim(cell.key())).isEmpty();
      assertThat(results.claim("another")).hasValueSatisfying(FileLock::close);
    }
    assertThat(results.claim(cell.key())).hasValueSatisfying(FileLock::close);
  }
}
