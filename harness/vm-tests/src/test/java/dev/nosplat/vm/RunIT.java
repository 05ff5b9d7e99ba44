// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Cause;
import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.splat.Family;
import dev.nosplat.vm.CommandLine.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The commands that docs/run.md shows, as it shows them. */
@Tag("vm")
class RunIT {
  private static final Path SOURCES = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern EXAMPLE =
      Pattern.compile("(?m)^\\./nosplat (run .*?) +# exit code (\\d)$");

  @Test
  void theExamplesOfThePageEndAsItSays() throws Exception {
    List<MatchResult> examples = examples();
    assertThat(examples).hasSize(3);

    Ended passing = run(examples.get(0), "");
    assertThat(passing.out()).isEqualTo("proc: there\nsysfs: there\ntmpfs: there\n");
    assertThat(passing.err()).contains("\nPASS ", "exit status 0");

    Ended failing = run(examples.get(1), "");
    assertThat(failing.out()).isEqualTo("proc: there\n");
    assertThat(failing.err())
        .contains("\nnosuchfs: missing\n", "\nFAIL  the command failed: exit status 1\n");

    Ended splatting = run(examples.get(2), "--json");
    RunRecord record = RunRecordJson.read(splatting.out());
    assertThat(record.scenario()).isEqualTo("command");
    assertThat(record.verdict().cause()).isEqualTo(Cause.SPLAT);
    assertThat(record.splats().get(0).family()).isEqualTo(Family.INVALID_WAIT_CONTEXT);
    assertThat(record.counts()).containsEntry("exitStatus", 11L);
    assertThat(record.artifacts())
        .containsEntry("output", "output.log")
        .containsEntry("scenario", "scenario.tar");
    assertThat(record.directory().resolve("output.log"))
        .content()
        .contains("insmod: can't insert '/nosplat/nosplat_canary.ko'");
  }

  @Test
  void aKernelThatPanicsIsReadBeforeItIsGone() throws Exception {
    String panic = "echo c > /proc/sysrq-trigger; sleep 60";
    Ended ended =
        CommandLine.run("run", "--tree", "debian:newest", "--json", "--", "sh", "-c", panic);
    RunRecord record = RunRecordJson.read(ended.out());
    assertThat(record.verdict().outcome()).as("%s", record.verdict()).isEqualTo(Outcome.FAIL);
    assertThat(record.artifacts()).containsEntry("autopsy", "autopsy.txt");
    assertThat(record.directory().resolve("autopsy.txt"))
        .content()
        .contains("What runs:", "sysrq_handle_crash+0x", "The last kernel messages:")
        .contains("Kernel panic - not syncing: sysrq triggered crash");
  }

  private static List<MatchResult> examples() throws IOException {
    return EXAMPLE.matcher(Files.readString(SOURCES.resolve("docs/run.md"))).results().toList();
  }

  /** Runs the line of the page, and sees that it exits as the page says. */
  private static Ended run(MatchResult example, String option) throws Exception {
    String script =
        "cd \""
            + SOURCES
            + "/examples/run\" && exec \"$0\" "
            + example.group(1).replaceFirst("run ", "run " + option + " ");
    Ended ended =
        CommandLine.startIn(List.of("env", "--default-signal", "sh", "-c", script), Map.of())
            .await();
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(Integer.parseInt(example.group(2)));
    return ended;
  }
}
