// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.guest.BpfPrograms;
import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserSchedulerTest {
  private static final byte[] OBJECT = new byte[64];

  static {
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, OBJECT, 0, 7);
    OBJECT[18] = (byte) 247;
  }

  @TempDir private Path directory;

  private Path file(String name, byte[] bytes) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  private Scenario under(Path file, String scenario) {
    ScenarioFiles files = Catalogue.files(scenario, directory);
    return new ScenarioReader(UserScheduler.read(file).in(files)).read();
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple.bpf.c", "simple.c", "scx_simple.bpf.c"})
  void aSourceBringsItsHeadersButNoTypesOfAnotherKernel(String name) throws IOException {
    file("near.h", new byte[1]);
    file("vmlinux.h", new byte[1]);
    file("include/scx/common.bpf.h", new byte[2]);
    file("other/far.h", new byte[3]);
    UserScheduler scheduler = UserScheduler.read(file(name, new byte[4]));
    assertThat(scheduler.files().keySet())
        .containsExactlyInAnyOrder(
            scheduler.name() + ".bpf.c", "near.h", "include/scx/common.bpf.h");
    assertThat(scheduler.name()).isEqualTo(name.replaceFirst("\\..*", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple.bpf.o", "simple.o"})
  void anObjectIsTakenAsItIs(String name) throws IOException {
    file("near.h", new byte[1]);
    assertThat(UserScheduler.read(file(name, OBJECT)).files().keySet())
        .containsExactly("simple.bpf.o");
  }

  @Test
  void whatIsNoSchedulerIsRefused() throws IOException {
    byte[] host = OBJECT.clone();
    host[18] = 62;
    for (Path wrong :
        List.of(
            file("x86.o", host),
            file("short.o", new byte[3]),
            file("program.txt", OBJECT),
            file("-x.c", new byte[1]),
            directory.resolve("absent.c"))) {
      assertThatThrownBy(() -> UserScheduler.read(wrong))
          .isInstanceOf(BadInput.class)
          .hasMessage("the scheduler " + wrong + " cannot be taken");
    }
  }

  @Test
  void itTakesThePlaceOfTheScenariosOwnAndIsCalledAsBoth() throws IOException {
    Path mine = file("mine.bpf.c", new byte[1]);
    Scenario churn = under(mine, "exit_task_delete");
    assertThat(churn.name()).isEqualTo("exit_task_delete+mine");
    assertThat(churn.programs()).extracting(BpfPrograms.Source::name).containsExactly("mine");
    assertThat(churn.scheduler()).isEmpty();
    assertThat(churn.key())
        .isNotEqualTo(under(file("mine.bpf.c", new byte[2]), "exit_task_delete").key());
  }

  @Test
  void whatOnlyTheReplacedSchedulerCountsIsNotAskedForAndNamed() throws IOException {
    CommandScenario lru = (CommandScenario) under(file("mine.bpf.c", new byte[1]), "lru_exits");
    assertThat(lru.evidence()).extracting(EvidenceRow::name).containsExactly("tasks");
    assertThat(lru.leftOut()).containsExactly("updates", "failed updates");
  }

  @Test
  void aCommandWithoutASchedulerGetsOneAndKeepsItsEvidence() throws IOException {
    SortedMap<String, ScenarioFiles.Content> files =
        new TreeMap<>(
            Map.of(
                "scenario.yaml",
                new ScenarioFiles.Content(
                    ("purpose: x\nworkload: {command: [uname], seconds: 9}\nevidence:\n"
                            + "  - {name: n, map: m, field: f, least: 1}\n")
                        .getBytes(StandardCharsets.UTF_8),
                    false)));
    CommandScenario command =
        (CommandScenario)
            new ScenarioReader(
                    UserScheduler.read(file("mine.o", OBJECT))
                        .in(new ScenarioFiles("command", files)))
                .read();
    assertThat(command.programs()).extracting(BpfPrograms.Source::name).containsExactly("mine");
    assertThat(command.evidence()).hasSize(1);
    assertThat(command.leftOut()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sweep", "sched_ext-selftests"})
  void aWorkloadThatLoadsSchedulersOfItsOwnTakesNone(String name) throws IOException {
    Path mine = file("mine.bpf.c", new byte[1]);
    assertThatThrownBy(() -> under(mine, name))
        .isInstanceOf(BadInput.class)
        .hasMessage("the scenario " + name + "+mine can have no scheduler of yours");
  }

  @Test
  void everyNumberFieldOfAMapIsReadAndNothingElse() {
    String dump =
        """
        [{"key":["0x00"],"formatted":{"key":0,"values":[
          {"cpu":0,"value":{"dispatched":5,"inner":{"failed":1},"name":"x"}},
          {"cpu":1,"value":{"dispatched":7,"inner":{"failed":0},"name":"y"}}]}}]
        """;
    assertThat(MapFields.all(dump).keySet()).containsExactly("dispatched", "failed");
    assertThat(MapFields.all(dump))
        .hasEntrySatisfying(
            "dispatched", fields -> assertThat(fields.byCpu()).containsEntry(1, 7L));
    assertThat(MapFields.all("no dump")).isEmpty();
    assertThat(MapFields.all("[]")).isEmpty();
  }
}
