// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.problem.InfraFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlurmTaskTest {
  private static final String LINE =
      "7         |3     |%s        |0    |0     |None       |nosplat:a:b      |n1      |";

  /** What Slurm 22.05 printed of two arrays whose tasks ended in every way. */
  private static List<SlurmTask> printed() throws IOException {
    return SlurmTask.read(Files.readString(Path.of("src/test/resources/slurm/squeue.txt")));
  }

  private static SlurmTask task(int index) throws IOException {
    return printed().stream().filter(each -> each.index() == index).findFirst().orElseThrow();
  }

  @Test
  void everyTaskOfAnArrayIsReadAsItEnded() throws IOException {
    assertThat(printed()).hasSize(10);
    assertThat(task(0).exited(0)).isTrue();
    assertThat(task(1).exited(6)).isTrue();
    assertThat(task(1).exited(0)).isFalse();
    assertThat(task(1).ending()).endsWith("_1: FAILED (NonZeroExitCode), exit code 6 on n3");
    assertThat(task(2).ending()).contains("_2: FAILED (", "signal 9 on n");
    assertThat(task(2).exited(0)).as("killed").isFalse();
    assertThat(task(3).state()).isEqualTo("CANCELLED");
    assertThat(task(4).state()).isEqualTo("TIMEOUT");
    assertThat(printed().stream().filter(SlurmTask::alive))
        .extracting(SlurmTask::index)
        .containsExactlyInAnyOrder(6, 7, 8, 9);
    assertThat(task(6).running()).isTrue();
    assertThat(task(6).node()).startsWith("n");
    assertThat(task(9).running()).isFalse();
    assertThat(task(9).reason()).isEqualTo("JobArrayTaskLimit");
    assertThat(task(9).name()).isEqualTo("nosplat:0123456789abcdef:fedcba9876543210");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PENDING", "REQUEUED", "COMPLETING", "A_STATE_OF_LATER"})
  void whatMayStillRunIsAlive(String state) {
    assertThat(SlurmTask.read(LINE.formatted(state)).get(0).alive()).isTrue();
  }

  @Test
  void anAttemptAfterARequeueHasAnotherName() {
    SlurmTask first = SlurmTask.read(LINE.formatted("FAILED")).get(0);
    String requeued = LINE.formatted("FAILED").replace("|0     |None", "|1     |None");
    assertThat(SlurmTask.read(requeued).get(0).attempt()).isNotEqualTo(first.attempt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"slurm_load_jobs error", "7|3|RUNNING", "|||||||", "x|3|A|0|0|r|n|h|"})
  void whatIsNoTaskIsTold(String line) {
    assertThatThrownBy(() -> SlurmTask.read(line))
        .isInstanceOf(InfraFailed.class)
        .hasMessageContaining("squeue");
  }

  @Test
  void nothingIsNoTask() {
    assertThat(SlurmTask.read("\n")).isEmpty();
  }
}
