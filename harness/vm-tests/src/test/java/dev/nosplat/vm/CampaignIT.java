// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.project.ProjectFile;
import dev.nosplat.record.CampaignRecord;
import dev.nosplat.record.CampaignRecord.State;
import dev.nosplat.vm.CommandLine.Ended;
import dev.nosplat.vm.CommandLine.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A campaign that is killed, cancelled and begun again comes to the same end as one that is not.
 */
@Tag("vm")
class CampaignIT {
  /** What is said when a machine is about to be started. */
  private static final String AT_WORK = "booting 7.";

  @TempDir private Path directory;

  @Test
  void whatIsKilledOrCancelledIsRunAgainAndWhatHasItsVerdictIsNot() throws Exception {
    // A parameter that nobody reads makes the cell one that no cache has.
    Files.writeString(
        directory.resolve(ProjectFile.NAME),
        """
        machines: {own: {append: [nosplat.campaign=%x]}}
        campaigns: {one: {trees: [debian:newest], machines: [own]}}
        """
            .formatted(System.nanoTime()));
    Running killed = start("run");
    assertThat(killed.awaitWords(AT_WORK)).isTrue();
    killed.signal("KILL");
    killed.await();
    assertThat(state()).isEqualTo(State.WAITING);

    Running cancelled = start("run");
    assertThat(cancelled.awaitWords(AT_WORK)).isTrue();
    assertThat(state()).isEqualTo(State.RUNNING);
    assertThat(start("cancel").await().out()).isEqualTo("1 process was asked to stop\n");
    assertThat(cancelled.await().exitCode()).isEqualTo(143);
    assertThat(state()).isEqualTo(State.WAITING);
    assertThat(start("cancel").await().out())
        .isEqualTo("nothing on this host runs this campaign\n");

    Ended done = start("run").await();
    assertThat(done.exitCode()).as(done.err() + done.out()).isZero();
    assertThat(done.out()).contains("1 cell: 1 PASS");
    assertThat(state()).isEqualTo(State.DONE);

    Ended again = start("run").await();
    assertThat(again.exitCode()).isZero();
    assertThat(again.err()).contains("nothing is to be run").doesNotContain("begin ");
    assertThat(again.out()).isEqualTo(done.out());
  }

  private State state() throws Exception {
    Ended status = start("status", "--json").await();
    assertThat(status.exitCode()).as(status.err()).isZero();
    return CampaignRecord.read(status.out()).cells().get(0).state();
  }

  private Running start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("campaign"));
    command.addAll(List.of(arguments));
    return CommandLine.startIn(
        List.of("env", "--default-signal", "--chdir", directory.toString()),
        Map.of(),
        command.toArray(String[]::new));
  }
}
