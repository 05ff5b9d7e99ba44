// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.project.ProjectFile;
import dev.nosplat.record.CampaignRecord;
import dev.nosplat.record.CampaignRecord.Entry;
import dev.nosplat.record.CampaignRecord.State;
import dev.nosplat.vm.CommandLine.Ended;
import dev.nosplat.vm.CommandLine.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns on a real Slurm, of which parts die. */
@Tag("vm-full")
class SlurmIT {
  private static final int CELLS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern LOG = Pattern.compile("StdOut=(\\S+)");

  @TempDir private Path directory;
  private SlurmCluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = SlurmCluster.start(Files.createDirectories(directory.resolve("slurm")));
    // A parameter that nobody reads makes the cells ones that no cache has.
    Files.writeString(
        directory.resolve(ProjectFile.NAME),
        """
        machines: {own: {append: [nosplat.slurm=%x]}}
        campaigns: {one: {trees: [debian:newest], machines: [own], repeats: %d}}
        """
            .formatted(System.nanoTime(), CELLS));
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  @Test
  void whoeverDiesTheResultIsTheSameAndNothingRunsTwiceButWhatDied() throws Exception {
    Running first = run("run", "--engine", "slurm", "--at-once", "2", "--constraint", "kvm");
    assertThat(first.awaitWords("Slurm: 2 running on n1, n2, 2 waiting")).isTrue();
    Awaitility.await("two workers at their cells").atMost(PATIENCE).until(() -> begun() == 2);
    first.signal("KILL");
    first.await();
    cluster.killNode("n2");
    cluster.stopController();

    Running second = run("resume", "--engine", "slurm", "--at-once", "2", "--constraint", "kvm");
    assertThat(second.awaitWords("Slurm's controller does not answer")).isTrue();
    assertThat(run("status").await().err()).contains("the controller does not answer");
    cluster.startController();
    assertThat(second.awaitWords("running on n")).isTrue();

    // A third one waits behind the second, and takes over when that is gone.
    Running third = run("run", "--engine", "slurm", "--at-once", "2", "--constraint", "kvm");
    assertThat(third.awaitWords("another process hands this campaign to Slurm")).isTrue();
    second.signal("KILL");
    second.await();
    Ended done = third.await();
    assertThat(done.exitCode()).as(done.err() + done.out()).isZero();
    assertThat(done.out()).contains(CELLS + " cells: " + CELLS + " PASS");

    List<Entry> cells = record().cells();
    assertThat(cells).allMatch(each -> each.state() == State.DONE && each.tries() == 0);
    assertThat(cells.stream().map(each -> each.result().orElseThrow().run()))
        .as("a run each")
        .doesNotHaveDuplicates();
    assertThat(begun()).as("each cell once, and the one that died once more").isEqualTo(CELLS + 1);
    assertThat(cluster.ask("squeue", "-h")).isEmpty();
  }

  @Test
  void cancelEndsTheJobsAndWhoeverWouldHandInMore() throws Exception {
    Running running = run("run", "--engine", "slurm", "--at-once", "1");
    assertThat(running.awaitWords("Slurm: 1 running on n1, 3 waiting")).isTrue();
    Ended cancel = run("cancel").await();
    assertThat(cancel.out())
        .isEqualTo("1 process was asked to stop\nSlurm was asked to end 4 tasks\n");
    assertThat(running.await().exitCode()).isEqualTo(143);
    assertThat(record().cells())
        .allMatch(each -> each.tries() == 0 && each.state() != State.GIVEN_UP);
    assertThat(run("cancel").await().out()).startsWith("nothing on this host runs this campaign\n");
  }

  private CampaignRecord record() throws Exception {
    Ended status = run("status", "--json").await();
    assertThat(status.exitCode()).as(status.err()).isZero();
    return CampaignRecord.read(status.out());
  }

  /** How often a worker has begun a cell, as the workers' logs say. */
  private long begun() throws Exception {
    Matcher log = LOG.matcher(cluster.ask("scontrol", "show", "job"));
    long count = 0;
    for (String each : log.results().map(found -> found.group(1)).distinct().toList()) {
      if (!Files.exists(Path.of(each))) {
        continue; // a task that waits has none yet
      }
      count += Files.readString(Path.of(each)).lines().filter(l -> l.contains("begin ")).count();
    }
    return count;
  }

  private Running run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("campaign"));
    command.addAll(List.of(arguments));
    return CommandLine.startIn(
        List.of("env", "--default-signal", "--chdir", directory.toString()),
        cluster.environment(),
        command.toArray(String[]::new));
  }
}
