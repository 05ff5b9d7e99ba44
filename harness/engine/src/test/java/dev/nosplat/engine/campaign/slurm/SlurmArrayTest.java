// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.campaign.Campaign;
import dev.nosplat.engine.campaign.CampaignCells;
import dev.nosplat.engine.campaign.History;
import dev.nosplat.engine.campaign.PlannedCell;
import dev.nosplat.record.Golden;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlurmArrayTest {
  private static final Path PLAN = Path.of("/share/it's here/nosplat:id:0.plan.json");

  @TempDir private Path directory;
  private Campaign campaign;

  @BeforeEach
  void plan() throws Exception {
    campaign =
        CampaignCells.described(
            directory,
            Set.of("b"),
            "trees: [a, b], scenarios: [exit_task_delete, lru_exits], repeats: 2");
  }

  private static SlurmArray.Common common(String... worker) {
    return new SlurmArray.Common(
        "nosplat:id:",
        Path.of("/share/100%/cache"),
        Path.of("/src/project"),
        List.of(worker),
        3,
        Optional.of("kvm"));
  }

  private List<SlurmArray> arrays(int most) {
    return new SlurmRounds(new History(List.of()), campaign.built())
        .arrays(campaign.cells(), cell -> Set.of(), most);
  }

  private static List<String> labels(SlurmArray array) {
    return array.cells().stream().map(each -> each.cell().label()).toList();
  }

  @Test
  void whatSlurmIsToldReadsAsTheGoldenFileDoes() throws Exception {
    SlurmArray array =
        new SlurmArray(
            campaign.cells().subList(0, 3),
            new SlurmArray.Needs(2, 3584, Optional.of(40L), Set.of("n2", "n1")));
    SlurmArray.Common common = common("/jdk/bin/java", "-cp", "/a b/nosplat.jar", "Main", "it's");
    String options =
        String.join("\n", array.options(common, "nosplat:id:0", OptionalLong.of(17))) + "\n";
    String script = array.script(common, PLAN);
    for (int task = 0; task < array.cells().size(); task++) {
      // A key changes with everything that goes into a cell.
      script = script.replace(array.cells().get(task).key(), "key-of-cell-" + task);
    }
    Golden.matches("slurm/batch.txt", options + "\n" + script);
  }

  @Test
  void eachTaskOfTheScriptRunsTheWorkerWithItsOwnKey() throws Exception {
    SlurmArray array = arrays(1000).get(0);
    String script = array.script(common("echo", "it's $HOME", "run"), PLAN);
    for (int task = 0; task < array.cells().size(); task++) {
      ProcessBuilder shell = new ProcessBuilder("sh").redirectErrorStream(true);
      shell.environment().put("SLURM_ARRAY_TASK_ID", String.valueOf(task));
      Process process = shell.start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(script.getBytes(StandardCharsets.UTF_8));
      }
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(said)
          .isEqualTo("it's $HOME run --plan " + PLAN + " --cell " + array.cells().get(task).key());
    }
  }

  @Test
  void kernelsAreBuiltByOneCellEachAndTheOtherCellsComeAfter() {
    List<SlurmArray> arrays = arrays(1000);
    assertThat(arrays).hasSize(3);
    assertThat(labels(arrays.get(0)))
        .containsExactly("a / lockdep / exit_task_delete / default / #1");
    assertThat(arrays.get(0).needs().memoryMiB()).isEqualTo(4096);
    assertThat(labels(arrays.get(1))).hasSize(4).allMatch(label -> label.startsWith("b / "));
    assertThat(arrays.get(1).needs().memoryMiB()).isEqualTo(3584);
    assertThat(labels(arrays.get(2))).hasSize(3).allMatch(label -> label.startsWith("a / "));
    assertThat(arrays.stream().flatMap(each -> each.cells().stream()).map(PlannedCell::key))
        .as("every cell once")
        .hasSize(8)
        .doesNotHaveDuplicates();
  }

  @Test
  void anArrayHasNoMoreTasksThanSlurmTakes() {
    assertThat(arrays(2)).extracting(each -> each.cells().size()).containsExactly(1, 2, 2, 2, 1);
  }

  @Test
  void aCellThatFailedOnANodeGoesToAnotherOne() {
    PlannedCell unlucky = campaign.cells().get(5);
    List<SlurmArray> arrays =
        new SlurmRounds(new History(List.of()), Set.of())
            .arrays(campaign.cells(), c -> c == unlucky ? Set.of("n2") : Set.of(), 1000);
    assertThat(arrays)
        .filteredOn(each -> each.needs().not().equals(Set.of("n2")))
        .singleElement()
        .satisfies(each -> assertThat(each.cells()).containsExactly(unlucky));
  }

  @Test
  void aTimeLimitIsSetWhereSuchCellsHaveRunAndHasRoom() {
    PlannedCell cell = campaign.cells().get(0);
    History history =
        new History(List.of(CampaignCells.lasting(cell, 900_000), CampaignCells.lasting(cell, 1)));
    List<SlurmArray> arrays =
        new SlurmRounds(history, Set.of(cell.kernel())).arrays(List.of(cell), c -> Set.of(), 1000);
    assertThat(arrays.get(0).needs().minutes()).contains(80L);
    assertThat(arrays(1000).get(0).needs().minutes()).as("nobody knows").isEmpty();
  }
}
